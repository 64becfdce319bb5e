import { isFailure } from "../../failure.js";
import * as l10n from "../../l10n.js";
import type { InvokeRequest } from "../request.js";
import { parseRequestFile } from "../requestFile.js";
import { readCurl } from "./curl.js";
import { readJavaScript } from "./javascript.js";
import { readLogRecord } from "./logRecord.js";
import { readPython } from "./python.js";
import { unreadablePaste } from "./unreadable.js";

/** A request that was pasted as a program, and where that program sent it. Never holds credentials. */
export interface PastedRequest extends InvokeRequest {
  readonly region?: string;
  readonly profile?: string;
}

/** What a parser finds, in the API's words; every value still as a program wrote it. */
export type PastedMembers = Readonly<Record<string, string | undefined>>;

/** A sentence for the person who pasted, with the line where one is to blame. */
export interface PasteProblem {
  readonly problem: string;
}

/**
 * Reads a curl command, a boto3 call, a call of the AWS SDK for JavaScript, a record of Bedrock's
 * model invocation log, or a request file. Runs nothing of it, never throws.
 */
export function parsePasted(text: string): PastedRequest | PasteProblem {
  try {
    return requestOf(readerFor(text)(text));
  } catch (error) {
    if (isFailure(error)) return { problem: error.message };
    // Programs are read by recursion.
    if (error instanceof RangeError)
      return { problem: l10n.t("This is nested too deeply to be read.") };
    throw error;
  }
}

function readerFor(text: string): (text: string) => PastedMembers {
  if (/^\s*[[{]/.test(text)) return readLogRecord;
  if (/(?<![\w-])invoke_model(?:_with_response_stream)?\b/.test(text)) return readPython;
  if (/\bInvokeModel(?:WithResponseStream)?Command\b|\.invokeModel/.test(text)) {
    return readJavaScript;
  }
  if (/(?<![\w-])curl(?:\.exe)?\s/.test(text)) return readCurl;
  if (/\bconverse(?:_stream)?\(|\bConverse(?:Stream)?Command\b/.test(text)) {
    throw unreadablePaste(
      l10n.t(
        "This calls Converse, whose body is not the model's own. Paste a call of InvokeModel.",
      ),
    );
  }
  throw unreadablePaste(
    l10n.t(
      "Expected a curl command, a boto3 call, a call of the AWS SDK for JavaScript, or a record of the model invocation log.",
    ),
  );
}

/** Checks the members as those of a request file are; the types' defaults are left out. */
function requestOf(members: PastedMembers): PastedRequest {
  const { contentType, accept, ...others } = members;
  const isNews = (type: string | undefined) =>
    type !== undefined && !/^(?:application\/json|\*\/\*|)$/i.test(type);
  const given = {
    ...others,
    ...(isNews(contentType) && { contentType }),
    ...(isNews(accept) && { accept }),
  };
  const { request, region, profile, problems } = parseRequestFile(JSON.stringify(given));
  if (!request) {
    const found = problems.find(({ severity }) => severity === "error");
    throw unreadablePaste(
      found
        ? l10n.t("This is no whole request: {0}", found.message)
        : l10n.t("This is no whole request: something is missing."),
    );
  }
  return {
    ...request,
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
}
