import type * as vscode from "vscode";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { clipboardOutsideBody } from "../request/clipboardPlace.js";
import type { VariableProblem } from "../request/variables.js";
import { bodyModel, rememberBodyModel } from "./bodyModel.js";
import type { ModelPicker } from "./modelPicker.js";
import {
  problemOf,
  requestOfWritten,
  unreadable,
  writtenRequest,
  type SourcedRequest,
  type WrittenRequest,
} from "./requestSource.js";
import { agreeToUntrustedUse } from "./untrustedUse.js";
import type { Variables } from "./variables.js";
import type { SelectionSource } from "./variablesSelection.js";

/** What turning a document into a request needs. */
export interface DocumentRequestOptions {
  readonly variables: Variables;
  /** Shows why variables have no value, until the next edit. */
  readonly showProblems: (
    document: vscode.TextDocument,
    problems: readonly VariableProblem[],
    start: number,
  ) => void;
  readonly picker: ModelPicker;
  /** Remembers the model of documents that are a bare body. */
  readonly memory: vscode.Memento;
  /** The chosen model, empty when none is. */
  readonly modelId: () => string;
}

/** Which text of a document is meant, and with which model when it is a body alone. */
export interface DocumentPart {
  readonly document: vscode.TextDocument;
  readonly range?: vscode.Range;
  readonly modelId?: string;
  /** Whether a person may be asked for the model. */
  readonly interactive: boolean;
  /** What the variables of a selection speak of, when it is not the latest one. */
  readonly selection?: SelectionSource;
  /** Whether the person wrote it, wherever it lies: a template of their own. */
  readonly isOwn?: boolean;
}

/**
 * Reads a request from a document, with its variables replaced; undefined when the user left a question.
 *
 * @throws {Failure} `invalidRequest`, `callerMistake` without a model where nobody may be asked, or
 *   `configuration` for what a workspace that is not trusted may not use
 */
export async function requestOfDocument(
  options: DocumentRequestOptions,
  part: DocumentPart,
): Promise<SourcedRequest | undefined> {
  const written = writtenRequest(part.document, part.range);
  refuseUnreadable(options, written);
  const modelId = written.form === "requestFile" ? "" : await modelOfBody(options, part);
  if (modelId === undefined) return undefined;
  if (part.isOwn !== true) await agreeToUntrustedUse(written, part.interactive);
  const resolved = await resolvedText(options, written, part.selection);
  if (resolved === undefined) return undefined;
  const sourced = requestOfWritten(written, resolved, modelId);
  const isWholeBody = written.form === "body" && !part.range && part.interactive;
  if (isWholeBody) await rememberBodyModel(options.memory, part.document.uri, modelId);
  return sourced;
}

/** Before anybody is asked anything: the text itself cannot be sent, whatever is answered. */
function refuseUnreadable({ showProblems }: DocumentRequestOptions, written: WrittenRequest): void {
  const { document, form, range, text, start } = written;
  if (form === "body" && !range && /^\s*[^\s{[/]/.test(text)) throw noRequest(document);
  const problem = problemOf(written);
  if (!problem) return;
  showProblems(document, [problem], start);
  throw unreadable(written, problem);
}

function noRequest({ languageId }: vscode.TextDocument): Failure {
  const message =
    languageId === "markdown"
      ? l10n.t(
          'Put the cursor into a block that begins with "json bedrock", or open a request file.',
        )
      : l10n.t("Open a request file (*.bedrock.json) or a JSON body first.");
  return new Failure("callerMistake", message, { code: "NO_REQUEST" });
}

async function modelOfBody(
  options: DocumentRequestOptions,
  { document, range, modelId, interactive }: DocumentPart,
): Promise<string | undefined> {
  const known = modelId ?? (range ? undefined : bodyModel(options.memory, document.uri));
  if (known !== undefined) return known;
  const current = options.modelId();
  // A whole document is sent again and again with a model of its own; a part is like a prompt.
  if (interactive && (!range || current === "")) {
    return options.picker.pick(l10n.t("Model for This Body"), current);
  }
  if (current !== "") return current;
  throw new Failure(
    "callerMistake",
    l10n.t("This document is a bare body: pass its `modelId` too."),
  );
}

async function resolvedText(
  { variables, showProblems }: DocumentRequestOptions,
  written: WrittenRequest,
  selection: SelectionSource | undefined,
): Promise<string | undefined> {
  const { document, form, text } = written;
  const misplaced = form === "requestFile" ? clipboardOutsideBody(text) : [];
  if (misplaced.length > 0) {
    showProblems(document, misplaced, written.start);
    throw unreadable(written, misplaced[0]);
  }
  const found = await variables.resolve({ document, text, selection });
  switch (found.type) {
    case "text":
      return found.text;
    case "left":
      return undefined;
    case "problems":
      showProblems(written.document, found.problems, written.start);
      throw unreadable(written, found.problems[0]);
    default: {
      const never: never = found;
      return never;
    }
  }
}
