import type * as vscode from "vscode";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { InvokeRequest } from "../request/request.js";
import {
  parseBodyDocument,
  parseRequestFile,
  type RequestFile,
  type RequestProblem,
} from "../request/requestFile.js";
import { bodyLocator, rangeAt, type Origin } from "./origin.js";
import { isRequestDocument } from "./requestLanguage.js";

/** A request as the editor holds it. */
export interface SourcedRequest {
  readonly request: InvokeRequest;
  readonly region?: string;
  readonly profile?: string;
  readonly origin?: Origin;
}

/** JSON text in a document at one moment: a request in the form of a request file, or a body alone. */
export interface WrittenRequest {
  readonly document: vscode.TextDocument;
  /** Absent for the whole document. */
  readonly range?: vscode.Range;
  readonly text: string;
  /** Offset of the text in the document. */
  readonly start: number;
  readonly form: "requestFile" | "body";
  /** Finds places of the body, as long as the document stays as it is. */
  readonly locate: ReturnType<typeof bodyLocator>;
}

/**
 * The JSON text of a document or of a part of it. A request file is one as a whole; any other text is
 * when it says both which model and what body.
 */
export function writtenRequest(
  document: vscode.TextDocument,
  range?: vscode.Range,
): WrittenRequest {
  const text = document.getText(range);
  const start = range ? document.offsetAt(range.start) : 0;
  const isFile = (isRequestDocument(document) && !range) || saysModelAndBody(text);
  const form = isFile ? "requestFile" : "body";
  const locate = bodyLocator(document, text, isFile ? "/body" : "", start);
  return { document, ...(range && { range }), text, start, form, locate };
}

/** Whether JSON text is an object, and so can be sent as a request or a body. */
export function isJsonObjectText(text: string): boolean {
  return /^\s*(?:\/[/*]|\{)/.test(text) && parseBodyDocument(text).bodyText !== undefined;
}

function saysModelAndBody(text: string): boolean {
  const { ranges } = parseRequestFile(text);
  return ranges.modelId !== undefined && ranges.body !== undefined;
}

/**
 * Reads a written request, with its variables replaced in `resolved`. Its problems are in the failure,
 * the first one named.
 *
 * @param modelId for a body alone.
 * @throws {Failure} `invalidRequest`
 */
export function requestOfWritten(
  written: WrittenRequest,
  resolved: string,
  modelId: string,
): SourcedRequest {
  return written.form === "requestFile"
    ? requestOfFile(written, resolved)
    : requestOfBody(written, resolved, modelId);
}

function requestOfFile(written: WrittenRequest, resolved: string): SourcedRequest {
  const { document, text, start, locate } = written;
  const file = parseRequestFile(resolved);
  const { ranges, problems } = resolved === text ? file : parseRequestFile(text);
  if (!file.request) throw unreadable(written, firstError(problems) ?? firstError(file.problems));
  const { modelId } = ranges;
  const place = modelId && { offset: start + modelId.offset, length: modelId.length };
  return {
    request: file.request,
    ...placeOf(file),
    origin: {
      kind: "requestFile",
      ...rangeOfPart(written),
      place: {
        uri: document.uri,
        modelId: place ? rangeAt(document, place) : topOf(written),
        locate,
      },
    },
  };
}

function requestOfBody(written: WrittenRequest, resolved: string, modelId: string): SourcedRequest {
  const { bodyText, problems } = parseBodyDocument(resolved);
  if (bodyText === undefined) throw unreadable(written, firstError(problems));
  return {
    request: { modelId, body: bodyText },
    // The model id stands nowhere in such a text; what blames it shows on the first line.
    origin: {
      kind: "body",
      ...rangeOfPart(written),
      place: { uri: written.document.uri, modelId: topOf(written), locate: written.locate },
    },
  };
}

/** Reads a request that a caller passed as an object, in the form of a request file. */
export function requestOfObject(object: object): SourcedRequest {
  const file = parseRequestFile(JSON.stringify(object));
  const problem = firstError(file.problems);
  if (!file.request) throw new Failure("callerMistake", problem?.message ?? l10n.t("No request."));
  return { request: file.request, ...placeOf(file) };
}

/** What in a written request keeps it from being sent, whatever its variables stand for. */
export function problemOf({ text, form }: WrittenRequest): RequestProblem | undefined {
  if (form === "body") return firstError(parseBodyDocument(text).problems);
  // With its variables replaced a key may be right that is not as it is written.
  return text.includes("{{") ? undefined : firstError(parseRequestFile(text).problems);
}

/** Where a selection stood that was sent as a prompt. */
export function originOfSelection(document: vscode.TextDocument, range: vscode.Range): Origin {
  return { kind: "selection", place: { uri: document.uri, modelId: range } };
}

/** A request that cannot be read, or whose variables have no value, by its first problem. */
export function unreadable(
  { document, start }: WrittenRequest,
  problem: { readonly message: string; readonly offset: number } | undefined,
): Failure {
  const line = document.positionAt(start + (problem?.offset ?? 0)).line + 1;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
  return new Failure(
    "invalidRequest",
    l10n.t(
      "{0}, line {1}: {2}",
      name,
      line,
      problem?.message ?? l10n.t("There is nothing to send."),
    ),
    { code: "UNREADABLE_REQUEST" },
  );
}

function placeOf(file: RequestFile): { region?: string; profile?: string } {
  return {
    ...(file.region !== undefined && { region: file.region }),
    ...(file.profile !== undefined && { profile: file.profile }),
  };
}

function firstError(problems: readonly RequestProblem[]): RequestProblem | undefined {
  return problems.find(({ severity }) => severity === "error");
}

function rangeOfPart({ range }: WrittenRequest): { range?: vscode.Range } {
  return range ? { range } : {};
}

function topOf({ document, range }: WrittenRequest): vscode.Range {
  return document.lineAt(range?.start.line ?? 0).range;
}
