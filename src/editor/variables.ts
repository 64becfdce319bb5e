import * as vscode from "vscode";
import {
  findJsonVariables,
  substituteJsonVariables,
  type Resolved,
  type Variable,
  type VariableProblem,
  type VariableResolver,
} from "../request/variables.js";
import { escapeMarkup } from "../withoutLinks.js";
import { findVariableFile, readVariableFile } from "./variablesFile.js";
import { linesOf, type SelectionSource } from "./variablesSelection.js";

/** Where the values of variables come from. */
export interface VariablesOptions {
  readonly selection: () => SelectionSource | undefined;
  /** Names of environment variables that a request may read. */
  readonly allowedEnvironment: () => readonly string[];
}

/** A text to replace variables in. */
export interface TextWithVariables {
  readonly document: vscode.TextDocument;
  readonly text: string;
  /** What the variables of a selection speak of; the latest one when absent. */
  readonly selection?: SelectionSource | undefined;
  /** For text that is no JSON. */
  readonly substitute?: typeof substituteJsonVariables;
}

/** A text with its variables replaced; why some have no value; or that the user left a question. */
export type ResolvedText =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "problems"; readonly problems: readonly VariableProblem[] }
  | { readonly type: "left" };

/** What is wrong with the variables of a text, and whether all of them were looked up. */
export interface CheckedVariables {
  readonly problems: readonly VariableProblem[];
  readonly isWhole: boolean;
}

/** Different variables of a text that are looked up while it is typed: each may be a file to look for. */
export const maxCheckedVariables = 200;

/** Gives the variables of requests their values. */
export class Variables {
  constructor(private readonly options: VariablesOptions) {}

  /**
   * Replaces the variables in a text. In JSON, comments and trailing commas go when there are any
   * variables; without them the text stays as it is.
   */
  async resolve({
    document,
    text,
    selection = this.options.selection(),
    substitute = substituteJsonVariables,
  }: TextWithVariables): Promise<ResolvedText> {
    if (!text.includes("{{")) return { type: "text", text };
    const leaving = new AbortController();
    const folder = folderOf(document, selection);
    const resolver: VariableResolver = async ({ name, argument = "" }) => {
      if (name !== "input") return this.valueOf(name, argument, folder, selection);
      const value = await vscode.window.showInputBox({
        title: vscode.l10n.t("Value for This Request"),
        prompt: escapeMarkup(argument),
        ignoreFocusOut: true,
      });
      if (value === undefined) leaving.abort();
      leaving.signal.throwIfAborted();
      return { value: value ?? "" };
    };
    try {
      const found = await substitute(text, resolver, leaving.signal);
      if ("problems" in found) return { type: "problems", problems: found.problems };
      return { type: "text", text: found.text };
    } catch (error) {
      if (leaving.signal.aborted) return { type: "left" };
      throw error;
    }
  }

  /** What is known to be wrong with variables before anything is sent: nobody is asked for a value. */
  async check(document: vscode.TextDocument, json: string): Promise<CheckedVariables> {
    if (!json.includes("{{")) return { problems: [], isWhole: true };
    const { variables, problems } = findJsonVariables(json);
    const folder = folderOf(document, this.options.selection());
    const different = new Map(variables.map((variable) => [keyOf(variable), variable]));
    const checked = [...different].slice(0, maxCheckedVariables);
    const messages = new Map(
      await Promise.all(
        checked.map(
          async ([key, variable]) => [key, await this.problemOf(variable, folder)] as const,
        ),
      ),
    );
    const ofVariables = variables.flatMap((variable) => {
      const message = messages.get(keyOf(variable));
      const { offset, length } = variable;
      return message === undefined ? [] : [{ message, offset, length }];
    });
    return {
      problems: [...problems, ...ofVariables],
      isWhole: checked.length === different.size,
    };
  }

  private async problemOf(
    { name, argument = "" }: Variable,
    folder: vscode.Uri | undefined,
  ): Promise<string | undefined> {
    if (name === "env") {
      const found = this.environment(argument);
      return "problem" in found ? found.problem : undefined;
    }
    if (name !== "file" && name !== "fileBase64") return undefined;
    const found = await findVariableFile(folder, argument);
    return "problem" in found ? found.problem : undefined;
  }

  private async valueOf(
    name: Exclude<Variable["name"], "input">,
    argument: string,
    folder: vscode.Uri | undefined,
    selection: SelectionSource | undefined,
  ): Promise<Resolved> {
    switch (name) {
      case "file":
        return readVariableFile(folder, argument, "text");
      case "fileBase64":
        return readVariableFile(folder, argument, "base64");
      case "clipboard": {
        const value = await vscode.env.clipboard.readText();
        return value === ""
          ? { problem: vscode.l10n.t("There is no text on the clipboard.") }
          : { value };
      }
      case "env":
        return this.environment(argument);
      case "date":
        return { value: today(new Date()) };
      case "selection":
      case "languageId":
      case "fileName":
      case "lineRange":
        return ofSelection(name, selection);
      default: {
        const never: never = name;
        return never;
      }
    }
  }

  private environment(name: string): Resolved {
    if (!vscode.workspace.isTrusted) {
      return {
        problem: vscode.l10n.t(
          "A workspace that is not trusted may not read environment variables.",
        ),
      };
    }
    if (!this.options.allowedEnvironment().includes(name)) {
      const setting = "bedrockStream.variables.environment";
      return { problem: vscode.l10n.t("The setting {0} does not allow {1}.", setting, name) };
    }
    const value = process.env[name];
    return value === undefined
      ? { problem: vscode.l10n.t("The environment variable {0} is not set.", name) }
      : { value };
  }
}

function keyOf({ name, argument = "" }: Variable): string {
  return `${name}:${argument}`;
}

function ofSelection(
  name: "selection" | "languageId" | "fileName" | "lineRange",
  selection: SelectionSource | undefined,
): Resolved {
  if (!selection) return { problem: vscode.l10n.t("No editor with a selection is open.") };
  const { document, range } = selection;
  if (name === "languageId") return { value: document.languageId };
  if (name === "fileName") return { value: vscode.workspace.asRelativePath(document.uri, false) };
  if (name === "lineRange") return { value: linesOf(selection) };
  return range.isEmpty
    ? {
        problem: vscode.l10n.t(
          "Nothing is selected in {0}.",
          vscode.workspace.asRelativePath(document.uri, false),
        ),
      }
    : { value: document.getText(range) };
}

/** Paths of variables begin in the folder of the request, or of the selection for a template. */
function folderOf(
  document: vscode.TextDocument,
  selection: SelectionSource | undefined,
): vscode.Uri | undefined {
  const { getWorkspaceFolder, workspaceFolders } = vscode.workspace;
  const own = getWorkspaceFolder(document.uri);
  const selected = selection && getWorkspaceFolder(selection.document.uri);
  return (own ?? selected ?? workspaceFolders?.[0])?.uri;
}

/** The date here, not in Greenwich. */
function today(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
