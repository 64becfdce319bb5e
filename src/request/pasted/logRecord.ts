import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import * as l10n from "../../l10n.js";
import { jsonTree } from "../jsonTree.js";
import { parseRequestFile } from "../requestFile.js";
import { sendableJson } from "../sendableJson.js";
import type { PastedMembers } from "./pasted.js";
import { unreadablePaste } from "./unreadable.js";

/**
 * Reads a record of the model invocation log, as CloudWatch Logs or S3 has it, alone, in an array, as
 * the first of several lines, or as the message of an event. A request file is read too.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 *
 * @throws {Failure} `invalidRequest`
 */
export function readLogRecord(text: string): PastedMembers {
  const root = jsonTree(text);
  const record = root?.type === "array" ? root.children?.[0] : root;
  if (record?.type !== "object") throw unreadablePaste(l10n.t("This JSON is no object."));
  const message = textAt(record, "@message") ?? textAt(record, "message");
  if (message?.trimStart().startsWith("{")) return readLogRecord(message);
  const [modelId, operation] = [textAt(record, "modelId"), textAt(record, "operation")];
  if (modelId === undefined) {
    throw unreadablePaste(
      l10n.t('There is no "modelId" in this JSON: it is no record of the model invocation log.'),
    );
  }
  if (findNodeAtLocation(record, ["body"]) !== undefined) {
    return requestFileMembers(text.slice(record.offset, record.offset + record.length));
  }
  if (operation !== undefined && !operation.startsWith("InvokeModel")) {
    throw unreadablePaste(
      l10n.t(
        "This record is of {0}, whose input is not the model's own body. Paste one of InvokeModel.",
        operation,
      ),
    );
  }
  const metadata = findNodeAtLocation(record, ["requestMetadata"]);
  return {
    modelId,
    body: bodyOf(text, record),
    contentType: textAt(record, "input", "inputContentType"),
    region: textAt(record, "region"),
    requestMetadata: metadata?.type === "object" ? sliceOf(text, metadata) : undefined,
  };
}

function requestFileMembers(text: string): PastedMembers {
  const { request, region, profile, problems } = parseRequestFile(text);
  const problem = problems.find(({ severity }) => severity === "error");
  if (!request) throw unreadablePaste(problem?.message ?? l10n.t("This is no request."));
  return { ...request, region, profile };
}

function bodyOf(text: string, record: Node): string {
  const json = findNodeAtLocation(record, ["input", "inputBodyJson"]);
  // Sliced, not parsed: numbers keep their spelling.
  if (json?.type === "object") return sliceOf(text, json);
  if (json?.type === "string") return String(getNodeValue(json));
  const path = textAt(record, "input", "inputBodyS3Path");
  throw unreadablePaste(
    path === undefined
      ? l10n.t('There is no "input.inputBodyJson" in this record.')
      : l10n.t(
          'The body of this record lies in S3, at {0}. Put it in the place of "inputBodyJson".',
          path,
        ),
  );
}

function textAt(node: Node, ...path: string[]): string | undefined {
  const found = findNodeAtLocation(node, path);
  return found?.type === "string" ? String(getNodeValue(found)) : undefined;
}

function sliceOf(text: string, { offset, length }: Node): string {
  return sendableJson(text.slice(offset, offset + length));
}
