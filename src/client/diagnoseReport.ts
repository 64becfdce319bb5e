import type { FailureRecord } from "../failure.js";
import * as l10n from "../l10n.js";

/** The steps of a diagnosis, in the order in which they are taken. */
export const diagnosisSteps = () =>
  [
    { id: "destination", title: l10n.t("Destination") },
    { id: "name", title: l10n.t("Name resolution") },
    { id: "proxy", title: l10n.t("Proxy and connection") },
    { id: "tls", title: "TLS" },
    { id: "clock", title: l10n.t("Clock") },
    { id: "credentials", title: l10n.t("Credentials") },
    { id: "region", title: l10n.t("Region") },
    { id: "list", title: l10n.t("Right to list models") },
    { id: "stream", title: l10n.t("Right to stream") },
  ] as const;

export type StepId = ReturnType<typeof diagnosisSteps>[number]["id"];

/** `warning`: worth knowing, and the walk goes on. `broken`: nothing behind it can work. */
export type StepStatus = "ok" | "warning" | "broken" | "skipped";

/** A name and what it is: "Issuer", `"Amazon RSA 2048 M01" (Amazon)`. */
export interface DiagnosisFact {
  readonly name: string;
  readonly value: string;
}

/** What a step found. Plain JSON; holds no secret, no access key id and no raw answer. */
export interface StepResult {
  readonly id: StepId;
  readonly title: string;
  readonly status: StepStatus;
  /** One sentence. */
  readonly summary: string;
  readonly facts: readonly DiagnosisFact[];
  /** What to do, for a warning or a broken step. */
  readonly remedy?: string;
  readonly failure?: FailureRecord;
  readonly durationMs: number;
}

/**
 * `working`: the model has answered. `unproven`: nothing is broken, but no stream was asked for.
 * `stopped`: somebody ended the walk.
 */
export type DiagnosisVerdict = "working" | "unproven" | "broken" | "stopped";

/** What the command yields. Plain JSON. */
export interface DiagnosisReport {
  readonly verdict: DiagnosisVerdict;
  readonly modelId: string;
  readonly region?: string;
  /** The step that ended the walk. */
  readonly brokenStep?: StepId;
  readonly steps: readonly StepResult[];
  /** Where the extension runs, which files it reads, which proxy settings it sees. */
  readonly surroundings: readonly DiagnosisFact[];
  /** ISO 8601. */
  readonly startedAt: string;
}

/** What is known of a diagnosis that may still be under way. */
export interface DiagnosisProgress extends Omit<DiagnosisReport, "verdict"> {
  readonly verdict?: DiagnosisVerdict;
  /** The step that is being taken. */
  readonly current?: StepId;
}

/** The verdict of steps that were all taken, or of those before the broken one. */
export function verdictOfSteps(steps: readonly StepResult[]): DiagnosisVerdict {
  if (steps.some(({ status }) => status === "broken")) return "broken";
  const stream = steps.find(({ id }) => id === "stream");
  if (!stream) return "stopped";
  return stream.status === "ok" ? "working" : "unproven";
}

/** Signs that stand alone in a line of their own, so that a view can color them. */
export const statusSigns: Readonly<Record<StepStatus | "running", string>> = {
  ok: "✓",
  warning: "!",
  broken: "✗",
  skipped: "–",
  running: "…",
};

/** The report as Markdown to read and to paste: the verdict first, then each step. */
export function reportText(progress: DiagnosisProgress): string {
  const { modelId, startedAt, surroundings, steps, current } = progress;
  const lines = [`# ${l10n.t("Bedrock Stream: Diagnose Connection")}`, headline(progress), ""];
  for (const step of steps) lines.push(...stepLines(step), "");
  if (current !== undefined) lines.push(`## ${statusSigns.running} ${titleOf(current)}`, "");
  const facts = aligned([
    { name: l10n.t("Model"), value: modelId === "" ? l10n.t("none chosen") : modelId },
    { name: l10n.t("Time"), value: startedAt },
    ...surroundings,
  ]);
  lines.push(`## ${l10n.t("Surroundings")}`, "", ...facts, "");
  return lines.join("\n");
}

function stepLines({ title, status, summary, facts, remedy, durationMs }: StepResult): string[] {
  const time = status === "skipped" ? "" : ` (${l10n.t("{0} ms", Math.round(durationMs))})`;
  return [
    `## ${statusSigns[status]} ${title}${time}`,
    summary,
    ...(facts.length > 0 ? ["", ...aligned(facts)] : []),
    ...(remedy === undefined ? [] : ["", `**${l10n.t("To do:")}** ${remedy}`]),
  ];
}

function titleOf(id: StepId): string {
  return diagnosisSteps().find((step) => step.id === id)?.title ?? id;
}

/** Indented by four, so that Markdown keeps the columns. */
function aligned(facts: readonly DiagnosisFact[]): string[] {
  const width = Math.max(...facts.map(({ name }) => name.length));
  return facts.map(({ name, value }) => `    ${name.padEnd(width)}  ${value}`);
}

function headline({ verdict, modelId, region, brokenStep }: DiagnosisProgress): string {
  switch (verdict) {
    case undefined:
      return l10n.t("Under way …");
    case "working":
      return region === undefined
        ? l10n.t("Everything works: {0} streams in its region.", modelId)
        : l10n.t("Everything works: {0} streams in {1}.", modelId, region);
    case "unproven":
      return l10n.t(
        "Nothing is broken as far as it was looked at. Streaming itself was not proven.",
      );
    case "broken":
      return brokenStep === undefined
        ? l10n.t("It breaks at an unknown step.")
        : l10n.t("It breaks at: {0}.", titleOf(brokenStep));
    case "stopped":
      return l10n.t("The diagnosis was stopped.");
    default:
      return verdict satisfies never;
  }
}
