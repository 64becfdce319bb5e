import * as vscode from "vscode";
import type { History } from "../run/history.js";
import { hasRun, type HistoryEntry } from "../run/historyEntry.js";
import { readPastRun } from "../run/pastRun.js";
import { entryDescription, entryLabel } from "../views/historyText.js";
import { escapeItems } from "../withoutLinks.js";

interface FoundRun extends vscode.QuickPickItem {
  readonly id: string;
}

/** Characters of context around what was found. */
const contextChars = 60;
/** Answers are long and there are many: this much of each is searched. */
const maxSearchedChars = 200_000;

/**
 * A quick pick over the names, prompts and answers of all recorded runs. Answers are read while it is
 * open, newest first; resolves with the id that was chosen.
 */
export async function searchHistory(history: History, words = ""): Promise<string | undefined> {
  await history.load();
  const pick = vscode.window.createQuickPick<FoundRun>();
  const answers = new Map<string, string>();
  let isOpen = true;
  const show = () => {
    const [active] = pick.activeItems;
    pick.items = escapeItems(foundRuns(history.entries, answers, pick.value));
    const same = pick.items.find(({ id }) => id === active?.id);
    if (same) pick.activeItems = [same];
  };
  pick.title = vscode.l10n.t("Search History");
  pick.placeholder = vscode.l10n.t("Words of a prompt or an answer");
  pick.value = words;
  pick.onDidChangeValue(show);
  show();
  pick.show();
  void readAnswers(history.entries, answers, () => isOpen, pick, show);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.id);
      pick.hide();
    });
    pick.onDidHide(() => {
      isOpen = false;
      resolve(undefined);
      pick.dispose();
    });
  });
}

async function readAnswers(
  entries: readonly HistoryEntry[],
  answers: Map<string, string>,
  isOpen: () => boolean,
  pick: vscode.QuickPick<FoundRun>,
  show: () => void,
): Promise<void> {
  pick.busy = true;
  let shownAt = Date.now();
  for (const { id, file } of entries.filter(hasRun)) {
    if (!isOpen()) return;
    const run = await readPastRun(file).catch(() => undefined);
    const text = run?.state.summary.text.slice(0, maxSearchedChars);
    if (text !== undefined) answers.set(id, text);
    if (isOpen() && pick.value !== "" && Date.now() - shownAt > 200) {
      show();
      shownAt = Date.now();
    }
  }
  if (!isOpen()) return;
  pick.busy = false;
  show();
}

/** The runs in which every word occurs, each with the place where the first one does. */
function foundRuns(
  entries: readonly HistoryEntry[],
  answers: ReadonlyMap<string, string>,
  value: string,
): FoundRun[] {
  const words = value.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(hasRun).flatMap((entry) => {
    const answer = answers.get(entry.id) ?? "";
    const text = [entry.name ?? "", entry.prompt, answer, entry.modelId].join("\n");
    const folded = text.toLowerCase();
    if (!words.every((word) => folded.includes(word))) return [];
    const detail = excerpt(text, words.length > 0 ? folded.indexOf(words[0] ?? "") : -1);
    return [
      {
        id: entry.id,
        label: entryLabel(entry),
        description: entryDescription(entry),
        ...(detail !== "" && { detail }),
        // The quick pick's own search would hide what only the whole text contains.
        alwaysShow: true,
      },
    ];
  });
}

function excerpt(text: string, at: number): string {
  if (at < 0) return "";
  const from = Math.max(0, at - contextChars);
  const piece = text
    .slice(from, at + 2 * contextChars)
    .replace(/\s+/g, " ")
    .trim();
  return `${from > 0 ? "…" : ""}${piece}${at + 2 * contextChars < text.length ? "…" : ""}`;
}
