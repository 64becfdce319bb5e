import * as vscode from "vscode";
import type { ResolvedTarget } from "../client/resolveTarget.js";
import { Failure, isFailure } from "../failure.js";
import { chunkPlacesOf } from "../models/chunkPlaces.js";
import { familyOfRequest } from "../models/families.js";
import { isJsonObject, parseJson } from "../request/json.js";
import { languages, type LanguageId } from "../request/programs/languages.js";
import type { ProgramInput } from "../request/programs/programs.js";
import { parseRequestArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import { requestOfObject, type SourcedRequest } from "./requestSource.js";
import { openDocument } from "./streamCommands.js";
import { requestOfDocument, type DocumentRequestOptions } from "./streamDocument.js";
import { escapeItems, escapeMarkup } from "../withoutLinks.js";

/** What `Copy Request As…` needs. */
export interface CopyRequestOptions extends DocumentRequestOptions {
  /** Where the request would be sent now: tells the region that a program names. */
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
}

/**
 * Puts a program that streams the request on the clipboard and resolves with its text. Variables are
 * replaced as sending does. The argument is `{ uri?, range?, modelId?, request?, language? }`; without
 * a language a person is asked.
 */
export function copyRequestAsCommand(
  options: CopyRequestOptions,
): Pick<CommandTable, "copyRequestAs"> {
  return { copyRequestAs: (argument) => copyRequestAs(options, argument) };
}

async function copyRequestAs(
  options: CopyRequestOptions,
  argument: unknown,
): Promise<string | undefined> {
  const given = isJsonObject(argument) && !(argument instanceof vscode.Uri) ? argument : undefined;
  const asked = given?.language === undefined ? undefined : parseLanguage(given.language);
  const hasPlace = given?.uri !== undefined || given?.request !== undefined;
  const sourced = await sourcedOf(options, given && !hasPlace ? undefined : argument, !asked);
  const language = sourced && (asked ?? (await pickLanguage()));
  if (!language) return undefined;
  const { programText } = await import("../request/programs/programs.js");
  const text = programText(language, await inputOf(options, sourced));
  await vscode.env.clipboard.writeText(text);
  if (!asked) void offerEditor(language, text);
  return text;
}

async function sourcedOf(
  options: CopyRequestOptions,
  argument: unknown,
  interactive: boolean,
): Promise<SourcedRequest | undefined> {
  if (argument === undefined) {
    const document = vscode.window.activeTextEditor?.document;
    if (document) return requestOfDocument(options, { document, interactive });
    throw new Failure(
      "callerMistake",
      vscode.l10n.t("Open a request file (*.bedrock.json) first."),
    );
  }
  const parsed = parseRequestArgument(argument);
  if (parsed.type === "request") return requestOfObject(parsed.request);
  const { uri, range, modelId } = parsed;
  return requestOfDocument(options, {
    document: await openDocument(uri),
    interactive,
    ...(range && { range }),
    ...(modelId !== undefined && { modelId }),
  });
}

async function inputOf(
  { resolveTarget }: CopyRequestOptions,
  sourced: SourcedRequest,
): Promise<ProgramInput> {
  const { request, profile } = sourced;
  const target = await targetOf(resolveTarget, sourced);
  const region = sourced.region ?? target?.region;
  const body = parseJson(request.body);
  const family = familyOfRequest(request.modelId, isJsonObject(body) ? body : undefined);
  return {
    request,
    places: chunkPlacesOf(family?.id),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(target?.endpoint !== undefined && { endpoint: target.endpoint }),
  };
}

/** Undefined where no region is chosen: a program can be written all the same. */
async function targetOf(
  resolveTarget: CopyRequestOptions["resolveTarget"],
  sourced: SourcedRequest,
): Promise<ResolvedTarget["target"] | undefined> {
  try {
    return (await resolveTarget(sourced)).target;
  } catch (error) {
    if (isFailure(error) && error.kind === "configuration") return undefined;
    throw error;
  }
}

const otherNames: Readonly<Record<string, LanguageId>> = {
  python: "boto3",
  shell: "curl",
  js: "javascript",
  ts: "typescript",
  golang: "go",
  ".net": "dotnet",
  csharp: "dotnet",
  "c#": "dotnet",
};

function parseLanguage(given: unknown): LanguageId {
  const name = typeof given === "string" ? given.toLowerCase() : "";
  const language = languages.find(({ id }) => id === name)?.id ?? otherNames[name];
  if (language) return language;
  const known = languages.map(({ id }) => id).join(", ");
  throw new Failure("callerMistake", vscode.l10n.t("`language` has to be one of {0}.", known));
}

async function pickLanguage(): Promise<LanguageId | undefined> {
  const items = languages.map(({ id, name, detail }) => ({
    label: name,
    description: detail(),
    id,
  }));
  const picked = await vscode.window.showQuickPick(escapeItems(items), {
    title: vscode.l10n.t("Copy Request As"),
    placeHolder: vscode.l10n.t("A program that streams this very request; it holds no credentials"),
    matchOnDescription: true,
  });
  return picked?.id;
}

async function offerEditor(language: LanguageId, text: string): Promise<void> {
  const { name, editor } = languages.find(({ id }) => id === language) ?? languages[0];
  const open = vscode.l10n.t("Open in Editor");
  const message = vscode.l10n.t("The request is on the clipboard as {0}.", name);
  if ((await vscode.window.showInformationMessage(escapeMarkup(message), open)) !== open) return;
  const document = await vscode.workspace.openTextDocument({ content: text, language: editor });
  await vscode.window.showTextDocument(document);
}
