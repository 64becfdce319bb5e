import * as vscode from "vscode";
import {
  reportText,
  statusSigns,
  type DiagnosisProgress,
  type StepId,
  type StepStatus,
} from "../client/diagnoseReport.js";
import type { FixAction } from "./fixes/fix.js";
import { signIn } from "./fixes/signIn.js";
import { escapeMarkup } from "../withoutLinks.js";

const scheme = "bedrock-stream-report";

/** Signs in from a line of the report. Not in the palette: it means nothing without its argument. */
const signInCommand = "_bedrockStream.signInFromReport";

/** What a line of the report offers to do. */
export interface ReportAction {
  readonly label: string;
  readonly action: Exclude<
    FixAction,
    { type: "change" | "runAgain" | "sendBody" | "showRawAnswer" }
  >;
}

interface Shown {
  readonly progress: DiagnosisProgress;
  readonly actions: ReadonlyMap<StepId, readonly ReportAction[]>;
}

const colors: Readonly<Record<StepStatus | "running", string>> = {
  // A color for text: that of passed tests is one for icons, too pale to read on white.
  ok: "gitDecoration.addedResourceForeground",
  warning: "list.warningForeground",
  broken: "list.errorForeground",
  skipped: "descriptionForeground",
  running: "descriptionForeground",
};

/** The report as an editor that nobody writes into and that grows while the steps are taken. */
export class DiagnosisDocument
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  private readonly decorations = Object.entries(colors).map(([status, color]) => ({
    line: `## ${statusSigns[status as StepStatus | "running"]} `,
    type: vscode.window.createTextEditorDecorationType({
      color: new vscode.ThemeColor(color),
      fontWeight: "bold",
    }),
  }));
  /** Its name is the title of the editor. */
  private readonly uri = vscode.Uri.from({
    scheme,
    path: `/${vscode.l10n.t("Diagnose Connection")}.md`,
  });
  private shown: Shown | undefined;
  readonly onDidChange = this.changed.event;
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  private readonly registrations: vscode.Disposable;

  constructor(forgetCredentials: () => void) {
    this.registrations = vscode.Disposable.from(
      this.changed,
      this.lensesChanged,
      ...this.decorations.map(({ type }) => type),
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerCodeLensProvider({ scheme }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === scheme) this.paint();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.paint()),
      vscode.commands.registerCommand(
        signInCommand,
        (action: Extract<FixAction, { type: "signIn" }>) => {
          forgetCredentials();
          signIn(action);
        },
      ),
    );
  }

  /** The report as text to paste; undefined before the first diagnosis of this window. */
  get text(): string | undefined {
    return this.shown && reportText(this.shown.progress);
  }

  /** Shows what is known so far, and opens the editor when it is not open. */
  async reveal(shown: Shown): Promise<void> {
    this.update(shown);
    const document = await vscode.workspace.openTextDocument(this.uri);
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
    this.paint();
  }

  update(shown: Shown): void {
    this.shown = shown;
    this.changed.fire(this.uri);
    this.lensesChanged.fire();
  }

  provideTextDocumentContent(): string {
    return (
      this.text ?? vscode.l10n.t("Run Bedrock Stream: Diagnose Connection to fill this report.\n")
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.shown) return [];
    const { progress, actions } = this.shown;
    const top = new vscode.Range(0, 0, 0, 0);
    const own =
      progress.verdict === undefined
        ? []
        : [
            lens(top, vscode.l10n.t("Copy Report"), "copyReport"),
            lens(top, vscode.l10n.t("Run Again"), "diagnoseConnection"),
          ];
    const ofSteps = progress.steps.flatMap(({ id, title, status }) => {
      const line = lineOf(document, `## ${statusSigns[status]} ${title}`);
      if (line === undefined) return [];
      const range = new vscode.Range(line, 0, line, 0);
      return (actions.get(id) ?? []).map((one) => new vscode.CodeLens(range, commandOf(one)));
    });
    return [...own, ...ofSteps];
  }

  dispose(): void {
    this.registrations.dispose();
  }

  private paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.scheme !== scheme) continue;
      for (const { line, type } of this.decorations) {
        const ranges = [...Array(document.lineCount).keys()]
          .map((number) => document.lineAt(number))
          .filter(({ text }) => text.startsWith(line))
          .map(({ range }) => range);
        editor.setDecorations(type, ranges);
      }
    }
  }
}

function lens(range: vscode.Range, title: string, command: string): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command: `bedrockStream.${command}` });
}

function lineOf(document: vscode.TextDocument, beginning: string): number | undefined {
  for (let line = 0; line < document.lineCount; line += 1) {
    if (document.lineAt(line).text.startsWith(beginning)) return line;
  }
  return undefined;
}

function commandOf({ label, action }: ReportAction): vscode.Command {
  const title = escapeMarkup(label);
  switch (action.type) {
    case "command":
      return { title, command: `bedrockStream.${action.command}` };
    case "openSetting":
      return {
        title,
        command: "workbench.action.openSettings",
        arguments: [`@id:${action.setting}`],
      };
    case "manageTrust":
      return { title, command: "workbench.trust.manage" };
    case "signIn":
      return { title, command: signInCommand, arguments: [action] };
    default:
      return action satisfies never;
  }
}
