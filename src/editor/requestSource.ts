import type * as vscode from "vscode";
import { Failure } from "../failure.js";
import type { InvokeRequest } from "../request/request.js";
import {
  parseBodyDocument,
  parseRequestFile,
  type RequestFile,
  type RequestProblem,
} from "../request/requestFile.js";
import { bodyLocator, rangeAt, type Origin } from "./origin.js";

/** A request as the editor holds it. */
export interface SourcedRequest {
  readonly request: InvokeRequest;
  readonly region?: string;
  readonly profile?: string;
  readonly origin?: Origin;
}

/** True for `*.bedrock.json` and `*.bedrock.jsonc`. */
export function isRequestFile(uri: vscode.Uri): boolean {
  return /\.bedrock\.jsonc?$/.test(uri.path);
}

/**
 * Reads a request file. Its problems are in the failure, the first one named.
 *
 * @throws {Failure} `invalidRequest`
 */
export function requestOfFile(document: vscode.TextDocument): SourcedRequest {
  const text = document.getText();
  const file = parseRequestFile(text);
  const { request, ranges } = file;
  if (!request) throw unreadable(file.problems, document);
  const modelId = ranges.modelId && rangeAt(document, ranges.modelId);
  return {
    request,
    ...placeOf(file),
    origin: {
      kind: "requestFile",
      place: {
        uri: document.uri,
        modelId: modelId ?? topOf(document),
        locate: bodyLocator(document, text, "/body"),
      },
    },
  };
}

/** Reads a request that a caller passed as an object, in the form of a request file. */
export function requestOfObject(object: object): SourcedRequest {
  const file = parseRequestFile(JSON.stringify(object));
  const problem = file.problems.find(({ severity }) => severity === "error");
  if (!file.request) throw new Failure("callerMistake", problem?.message ?? "No request.");
  return { request: file.request, ...placeOf(file) };
}

/**
 * Reads a document, or a part of it, whose text is the body.
 *
 * @throws {Failure} `invalidRequest`
 */
export function requestOfBody(
  document: vscode.TextDocument,
  modelId: string,
  range?: vscode.Range,
): SourcedRequest {
  const text = document.getText(range);
  const { bodyText, problems } = parseBodyDocument(text);
  if (bodyText === undefined) throw unreadable(problems, document);
  const start = range ? document.offsetAt(range.start) : 0;
  return {
    request: { modelId, body: bodyText },
    // The model id stands nowhere in such a document; what blames it shows on the first line.
    origin: {
      kind: "body",
      place: {
        uri: document.uri,
        modelId: topOf(document, range),
        locate: bodyLocator(document, text, "", start),
      },
    },
  };
}

/** Where a selection stood that was sent as a prompt. */
export function originOfSelection(document: vscode.TextDocument, range: vscode.Range): Origin {
  return { kind: "selection", place: { uri: document.uri, modelId: range } };
}

function placeOf(file: RequestFile): { region?: string; profile?: string } {
  return {
    ...(file.region !== undefined && { region: file.region }),
    ...(file.profile !== undefined && { profile: file.profile }),
  };
}

function unreadable(problems: readonly RequestProblem[], document: vscode.TextDocument): Failure {
  const problem = problems.find(({ severity }) => severity === "error");
  const line = document.positionAt(problem?.offset ?? 0).line + 1;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
  return new Failure(
    "invalidRequest",
    `${name}, line ${line}: ${problem?.message ?? "There is nothing to send."}`,
    { code: "UNREADABLE_REQUEST" },
  );
}

function topOf(document: vscode.TextDocument, range?: vscode.Range): vscode.Range {
  return document.lineAt(range?.start.line ?? 0).range;
}
