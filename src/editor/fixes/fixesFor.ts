import * as l10n from "../../l10n.js";
import { explainViolation, type Violation } from "../../request/violation.js";
import { bodyFixes, raiseTokenLimit } from "./bodyFixes.js";
import { continueFix } from "./continueFix.js";
import type { Change, Fix, FixContext } from "./fix.js";
import { inferenceProfileFixes } from "./modelFixes.js";
import { renameFixes } from "./renameFixes.js";
import { setupFixes } from "./setupFixes.js";

const runAgain = (): Fix => ({
  id: "runAgain",
  label: l10n.t("Run Again"),
  action: { type: "runAgain" },
});

const showRawAnswer = (): Fix => ({
  id: "showRawAnswer",
  label: l10n.t("Show Raw Answer"),
  action: { type: "showRawAnswer" },
});

/**
 * Every way out that this run leaves, the most promising first. With `violations` only what mends
 * those, and what mends no place of the body.
 */
export function fixesFor(
  context: FixContext,
  violations: readonly Violation[] = violationsOf(context),
): readonly Fix[] {
  const { failure, verdict } = context;
  const rest = [...continueFix(context), runAgain()];
  if (!failure) return verdict === "complete" ? [] : [...cut(context), ...rest];
  const mended = violations.flatMap((violation) =>
    violation.type === "onDemandUnsupported"
      ? inferenceProfileFixes(context)
      : bodyFixes(violation, context),
  );
  const renamed = renameFixes(violations, context);
  const fixes = [
    ...allAtOnce(renamed, mended),
    ...renamed,
    ...mended,
    ...setupFixes(failure, context),
    ...rest,
  ];
  const raw = failure.rawText === undefined ? [] : [showRawAnswer()];
  return onePreferred(distinct([...fixes, ...raw]));
}

/** What the failure's message complains about, when it speaks of the request at all. */
export function violationsOf({ failure, request }: FixContext): readonly Violation[] {
  if (failure?.kind !== "invalidRequest" && failure?.kind !== "modelError") return [];
  return explainViolation(failure.originalMessage ?? failure.message, request.body);
}

/** Several complaints with one obvious change each: all of them with one click. */
function allAtOnce(renamed: readonly Fix[], mended: readonly Fix[]): readonly Fix[] {
  const changesOf = (fixes: readonly Fix[]) =>
    distinct(fixes).flatMap(({ isPreferred, action }) =>
      isPreferred && action.type === "change" ? [action.changes] : [],
    );
  const moves = changesOf(renamed);
  const taken = new Set(moves.flat().map(placeOf));
  // What a rename adds and removes is not added and removed once more.
  const others = changesOf(mended).filter((group) => !group.some((one) => taken.has(placeOf(one))));
  const changes = [...moves, ...others];
  if (changes.length < 2) return [];
  const label = l10n.t("Mend All {0} Places", changes.length);
  return [
    {
      id: "all",
      label,
      isPreferred: true,
      action: { type: "change", changes: lastItemsFirst(changes.flat()) },
    },
  ];
}

function placeOf(change: Change): string {
  return change.type === "body" ? change.path.join("/") : change.type;
}

/** Removing an item moves those behind it: these go at the end, the last one first. */
function lastItemsFirst(changes: readonly Change[]): readonly Change[] {
  const positionOf = (change: Change) => {
    const last = change.type === "body" && change.value === undefined ? change.path.at(-1) : "";
    return typeof last === "number" ? last : Infinity;
  };
  return [...changes].sort((one, other) => {
    const [a, b] = [positionOf(one), positionOf(other)];
    return a === b ? 0 : b - a;
  });
}

function cut(context: FixContext): readonly Fix[] {
  return context.verdict === "maxTokens" ? raiseTokenLimit(context) : [];
}

function distinct(fixes: readonly Fix[]): readonly Fix[] {
  return [...new Map(fixes.map((fix) => [fix.id, fix])).values()];
}

/** Preferred means the single obvious one: VS Code applies it without asking. */
function onePreferred(fixes: readonly Fix[]): readonly Fix[] {
  const first = fixes.findIndex(({ isPreferred }) => isPreferred);
  return fixes.map((fix, i) => (i === first ? fix : { ...fix, isPreferred: false }));
}
