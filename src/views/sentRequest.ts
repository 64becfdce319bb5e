import { requestHeaders } from "../client/requestHeaders.js";
import { asFailure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { ShowableRun } from "../run/showableRun.js";
import { invokePath, pathBelow, runtimeOrigin } from "../wire/endpoint.js";
import type { Fact } from "./outputProtocol.js";
import type { SentRequest } from "./pagesProtocol.js";
import { prettyJson } from "./prettyJson.js";

/** A body beyond this (it holds images) is read in an editor. */
const shownChars = 500_000;

/** The request of a run without its secrets: the headers that sign it are named, never shown. */
export function sentRequest(
  { request, target }: Pick<ShowableRun, "request" | "target">,
  identity: string,
  isPretty: boolean,
): SentRequest {
  const bodyBytes = Buffer.byteLength(request.body);
  const body = (isPretty ? prettyJson(request.body) : undefined) ?? request.body;
  return {
    type: "sentRequest",
    line: requestLine(request.modelId, target),
    facts: [
      { name: l10n.t("Region"), value: target.region || l10n.t("none") },
      { name: l10n.t("Identity"), value: identity },
      { name: l10n.t("Model"), value: request.modelId, copyable: true },
    ],
    headers: headersOf(request, bodyBytes),
    body: body.slice(0, shownChars),
    bodyBytes,
    isCut: body.length > shownChars,
  };
}

function requestLine(modelId: string, target: ShowableRun["target"]): string {
  try {
    const origin = runtimeOrigin(target);
    return `POST ${origin.origin}${pathBelow(origin, invokePath(modelId))}`;
  } catch (error) {
    return asFailure(error).message;
  }
}

function headersOf(request: ShowableRun["request"], bodyBytes: number): readonly Fact[] {
  try {
    const headers = Object.entries(requestHeaders(request, bodyBytes));
    return [
      ...headers.map(([name, value]) => ({ name, value })),
      { name: "authorization", value: l10n.t("(not shown)") },
    ];
  } catch (error) {
    return [{ name: "headers", value: asFailure(error).message }];
  }
}
