import * as vscode from "vscode";
import type { Catalog } from "../client/catalog.js";
import { checkExtent } from "../request/checkExtent.js";
import { parseModelId } from "../request/modelId.js";
import { parseRequestFile } from "../request/requestFile.js";
import { escapeMarkdown, escapeMarkup } from "../withoutLinks.js";
import { modelIdFacts, type ModelIdFacts } from "./modelIdFacts.js";
import { modelIdIn } from "./modelIdProblems.js";
import { rangeAt } from "./origin.js";
import { mayChooseRegion } from "./untrustedUse.js";

/** Reads the account's lists for a document: (uri). Not in the palette: the hover asks for it. */
export const readCatalogCommand = "_bedrockStream.readCatalog";

/** Where a document's request goes, as far as it names that. */
export interface RequestPlace {
  readonly modelId: string;
  readonly region?: string;
  readonly profile?: string;
}

export interface ModelIdHoverOptions {
  /** The catalog of the place; rejects when no region is chosen. */
  readonly catalogFor: (place: RequestPlace) => Promise<Catalog>;
  readonly now: () => number;
}

/**
 * What a request file's model id stands for. Only what has been read already is used of the account's
 * lists: credentials may cost a question to a person, and resting the pointer somewhere is none.
 */
export class ModelIdHover implements vscode.HoverProvider {
  constructor(private readonly options: ModelIdHoverOptions) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const found = placeIn(document);
    if (!found?.range.contains(position)) return undefined;
    const { modelId } = found.place;
    const parsed = parseModelId(modelId);
    // What is wrong with it stands in its Problem.
    if ("problem" in parsed) return undefined;
    const catalog = await this.options.catalogFor(found.place).catch(() => undefined);
    const facts = modelIdFacts(modelId, parsed, catalog);
    return new vscode.Hover(this.markdown(facts, document.uri), found.range);
  }

  /** Reads all lists for a document's place, showing that it does. */
  async read(uri: vscode.Uri): Promise<void> {
    const place = placeIn(await vscode.workspace.openTextDocument(uri))?.place;
    if (!place) return;
    const location = vscode.ProgressLocation.Notification;
    const title = vscode.l10n.t("Reading the account's models");
    await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
      this.readLists(place, token),
    );
  }

  private async readLists(place: RequestPlace, token: vscode.CancellationToken): Promise<void> {
    const leaving = new AbortController();
    const listener = token.onCancellationRequested(() => leaving.abort());
    try {
      const catalog = await this.options.catalogFor(place);
      const answers = await Promise.all(catalog.lists.map((list) => list.refresh(leaving.signal)));
      const refused = answers.find((answer) => answer.type === "refused");
      if (answers.some(({ type }) => type === "known") || refused?.type !== "refused") return;
      void vscode.window.showWarningMessage(
        escapeMarkup(vscode.l10n.t("No list can be read. {0}", refused.failure.message)),
      );
    } catch (error) {
      if (!leaving.signal.aborted) throw error;
    } finally {
      listener.dispose();
    }
  }

  private markdown({ name, facts, readAtMs }: ModelIdFacts, uri: vscode.Uri) {
    const text = new vscode.MarkdownString();
    text.isTrusted = { enabledCommands: [readCatalogCommand] };
    text.appendMarkdown(`**${escapeMarkdown(name)}**\n\n`);
    for (const { label, value } of facts) {
      text.appendMarkdown(`- ${label}: ${escapeMarkdown(value)}\n`);
    }
    const argument = encodeURIComponent(JSON.stringify([uri.toString()]));
    const label = vscode.l10n.t("Read the account's lists");
    const link = `[${label}](command:${readCatalogCommand}?${argument})`;
    const age = readAtMs === undefined ? undefined : this.options.now() - readAtMs;
    const source =
      age === undefined
        ? vscode.l10n.t("By the id alone.")
        : vscode.l10n.t("By the account's lists, read {0} min ago.", Math.round(age / 60_000));
    return text.appendMarkdown(`\n${source} ${link}`);
  }
}

/** Where a request file's request goes; undefined for a file that names no model. */
export function placeIn(
  document: vscode.TextDocument,
): { readonly place: RequestPlace; readonly range: vscode.Range } | undefined {
  const text = document.getText();
  if (checkExtent(text) === "nothing") return undefined;
  const { region, profile, ...file } = parseRequestFile(text);
  const modelId = modelIdIn(text, file);
  if (modelId === undefined || !file.ranges.modelId) return undefined;
  const range = rangeAt(document, file.ranges.modelId);
  const place: RequestPlace = {
    modelId,
    ...(region !== undefined && mayChooseRegion(document) && { region }),
    ...(profile !== undefined && { profile }),
  };
  return { place, range };
}
