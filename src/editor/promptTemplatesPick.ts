import * as vscode from "vscode";
import { builtInTemplates, placeText, type PromptTemplate } from "./promptTemplates.js";
import { escapeItems } from "../withoutLinks.js";

/** What the user chose: a template, words of their own, or to edit a template. */
export type TemplateChoice =
  | { readonly type: "template"; readonly template: PromptTemplate }
  | { readonly type: "instruction"; readonly instruction: string }
  | { readonly type: "edit"; readonly template: PromptTemplate };

interface TemplateItem extends vscode.QuickPickItem {
  readonly choice: TemplateChoice;
}

const editButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon("edit"),
  tooltip: vscode.l10n.t("Edit as a Request File"),
});

/** Takes an instruction or a template for a selection; undefined when the user left. */
export async function pickTemplate(
  templates: readonly PromptTemplate[],
  title: string,
): Promise<TemplateChoice | undefined> {
  const pick = vscode.window.createQuickPick<TemplateItem>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t("Type what to ask about the selection, or pick a template");
  const known = templates.map(itemOf);
  pick.items = escapeItems(known);
  pick.onDidChangeValue((value) => (pick.items = escapeItems(withTyped(known, value))));
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.choice));
      pick.onDidTriggerItemButton(({ item: { choice } }) => {
        if (choice.type === "template") resolve({ type: "edit", template: choice.template });
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(template: PromptTemplate): TemplateItem {
  const description =
    template.type === "builtIn"
      ? undefined
      : isReplaced(template)
        ? vscode.l10n.t("{0}, in place of the built-in one", placeText(template))
        : placeText(template);
  return {
    label: template.label,
    ...(description !== undefined && { description }),
    buttons: [editButton()],
    choice: { type: "template", template },
  };
}

function isReplaced({ id }: PromptTemplate): boolean {
  return builtInTemplates().some((one) => one.id === id);
}

function withTyped(known: readonly TemplateItem[], value: string): readonly TemplateItem[] {
  const instruction = value.trim();
  if (instruction === "") return known;
  const typed: TemplateItem = {
    label: vscode.l10n.t('Ask "{0}"', instruction),
    iconPath: new vscode.ThemeIcon("sparkle"),
    alwaysShow: true,
    choice: { type: "instruction", instruction },
  };
  // A template whose name was begun comes first, so that Enter takes it.
  const begins = known.some(({ label }) =>
    label.toLowerCase().startsWith(instruction.toLowerCase()),
  );
  return begins ? [...known, typed] : [typed, ...known];
}
