import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { isJsonObject, type JsonObject } from "../request/json.js";

/** Argument of `bedrockStream.streamPrompt`. */
export interface PromptArgument {
  readonly modelId: string;
  readonly prompt: string;
  readonly system?: string;
}

/** Argument of `bedrockStream.streamRequest`. */
export type RequestArgument =
  | { readonly type: "request"; readonly request: JsonObject }
  | {
      readonly type: "document";
      readonly uri: vscode.Uri;
      readonly range?: vscode.Range;
      /** For a document whose text is a body. */
      readonly modelId?: string;
      /** Whether a person clicked, who may be asked. */
      readonly interactive: boolean;
    };

/** Argument of `bedrockStream.streamSelection`: a model, or another place than the active editor's. */
export interface SelectionArgument {
  readonly modelId?: string;
  readonly uri?: vscode.Uri;
  readonly range?: vscode.Range;
}

/** @throws {Failure} `callerMistake` */
export function parsePromptArgument(argument: unknown): PromptArgument {
  const object = objectOf(argument, "streamPrompt", "{ modelId, prompt, system? }");
  const system = optionalString(object, "system");
  return {
    modelId: requiredString(object, "modelId"),
    prompt: requiredString(object, "prompt"),
    ...(system !== undefined && { system }),
  };
}

/**
 * Takes `{ request }`, `{ uri, range? }`, or the bare Uri that menus of VS Code pass; `interactive` is
 * what a lens adds.
 *
 * @throws {Failure} `callerMistake`
 */
export function parseRequestArgument(argument: unknown): RequestArgument {
  if (argument instanceof vscode.Uri) {
    return { type: "document", uri: argument, interactive: true };
  }
  const object = objectOf(
    argument,
    "streamRequest",
    vscode.l10n.t("{ request } or { uri, range? }"),
  );
  if (object.request !== undefined) {
    if (isJsonObject(object.request)) return { type: "request", request: object.request };
    throw mistake(vscode.l10n.t("`request` has to be an object with `modelId` and `body`."));
  }
  const modelId = optionalString(object, "modelId");
  const range = optionalRange(object.range);
  return {
    type: "document",
    uri: uriOf(object.uri),
    interactive: object.interactive === true,
    ...(range && { range }),
    ...(modelId !== undefined && { modelId }),
  };
}

/** @throws {Failure} `callerMistake` */
export function parseSelectionArgument(argument: unknown): SelectionArgument {
  // A menu passes the resource and more; only an object of ours says anything.
  if (argument === undefined || argument instanceof vscode.Uri) return {};
  const object = objectOf(argument, "streamSelection", "{ modelId?, uri?, range? }");
  const modelId = optionalString(object, "modelId");
  const range = optionalRange(object.range);
  return {
    ...(modelId !== undefined && { modelId }),
    ...(object.uri !== undefined && { uri: uriOf(object.uri) }),
    ...(range && { range }),
  };
}

/** Argument of the commands that ask about a selection. */
export interface AskArgument extends SelectionArgument {
  /** What to ask; without it and a template a person is asked. */
  readonly instruction?: string;
  /** Id of a template: `explain`, or the name of a file without its ending. */
  readonly template?: string;
  /** Whether a person started it, and nothing was passed. */
  readonly interactive: boolean;
}

/** @throws {Failure} `callerMistake` */
export function parseAskArgument(argument: unknown): AskArgument {
  // A menu passes the resource; only an object of ours says anything.
  if (argument === undefined || argument instanceof vscode.Uri) return { interactive: true };
  const shape = "{ instruction?, template?, modelId?, uri?, range? }";
  const object = objectOf(argument, "askSelection", shape);
  const instruction = optionalString(object, "instruction");
  const template = optionalString(object, "template");
  return {
    ...parseSelectionArgument(argument),
    ...(instruction !== undefined && { instruction }),
    ...(template !== undefined && { template }),
    interactive: false,
  };
}

/** Argument of commands that take one string, for example a run id or a region. */
export function parseTextArgument(argument: unknown, command: string): string | undefined {
  if (argument === undefined || argument instanceof vscode.Uri) return undefined;
  if (typeof argument === "string") return argument;
  throw mistake(vscode.l10n.t("{0} takes one string.", command));
}

function objectOf(
  argument: unknown,
  command: string,
  shape: string,
): Readonly<Record<string, unknown>> {
  if (typeof argument === "object" && argument !== null && !Array.isArray(argument)) {
    return argument as Readonly<Record<string, unknown>>;
  }
  throw mistake(vscode.l10n.t("{0} takes {1}.", command, shape));
}

function requiredString(object: Readonly<Record<string, unknown>>, key: string): string {
  const value = optionalString(object, key);
  if (value === undefined || value === "")
    throw mistake(vscode.l10n.t("`{0}` has to be a string with text.", key));
  return value;
}

function optionalString(
  object: Readonly<Record<string, unknown>>,
  key: string,
): string | undefined {
  const value = object[key];
  if (value === undefined || typeof value === "string") return value;
  throw mistake(vscode.l10n.t("`{0}` has to be a string.", key));
}

function uriOf(value: unknown): vscode.Uri {
  if (value instanceof vscode.Uri) return value;
  if (typeof value === "string" && value !== "") return vscode.Uri.parse(value, true);
  throw mistake(vscode.l10n.t("`uri` has to be a Uri or its text."));
}

function optionalRange(value: unknown): vscode.Range | undefined {
  if (value === undefined || value instanceof vscode.Range) return value;
  throw mistake(vscode.l10n.t("`range` has to be a vscode.Range."));
}

function mistake(message: string): Failure {
  return new Failure("callerMistake", message);
}
