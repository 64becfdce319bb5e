import * as vscode from "vscode";
import type { HistoryLimit } from "./run/historyLimit.js";

/** Every setting of this extension, in the units of the settings editor. */
export interface Settings {
  readonly modelId: string;
  readonly region: string;
  readonly profile: string;
  readonly endpoint: string;
  readonly maxTokens: number;
  /** Seconds; 0 waits for ever. */
  readonly stallTimeout: number;
  /** Seconds. */
  readonly connectTimeout: number;
  readonly maxAttempts: number;
  readonly outputFormat: "markdown" | "plain";
  /** Names of environment variables that request files may read. */
  readonly variablesEnvironment: readonly string[];
  readonly historyEnabled: boolean;
  readonly historyLimit: HistoryLimit;
}

/** The one prefix of all settings, commands and context keys. */
export const section = "bedrockStream";

/** Setting ids without the prefix; a test compares them with package.json. */
export const settingIds = [
  "modelId",
  "region",
  "profile",
  "endpoint",
  "maxTokens",
  "stallTimeout",
  "connectTimeout",
  "maxAttempts",
  "output.format",
  "variables.environment",
  "history.enabled",
  "history.limit",
] as const;

export type SettingId = (typeof settingIds)[number];

/** Reads every setting afresh. VS Code itself leaves out restricted values of untrusted workspaces. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(section);
  const text = (id: SettingId): string => textOf(configuration.get(id)).trim();
  const number = (id: SettingId, least: number, fallback: number): number =>
    numberOf(configuration.get(id), least, fallback);
  return {
    modelId: text("modelId"),
    region: text("region"),
    profile: text("profile"),
    endpoint: text("endpoint"),
    maxTokens: number("maxTokens", 1, 1_024),
    stallTimeout: number("stallTimeout", 0, 120),
    connectTimeout: number("connectTimeout", 1, 10),
    maxAttempts: number("maxAttempts", 1, 3),
    outputFormat: text("output.format") === "plain" ? "plain" : "markdown",
    variablesEnvironment: textsOf(configuration.get("variables.environment")),
    historyEnabled: configuration.get("history.enabled") !== false,
    historyLimit: historyLimitOf(configuration.get("history.limit")),
  };
}

/** Calls `listener` when any setting has changed. */
export function onDidChangeSettings(listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) listener(readSettings());
  });
}

/** Writes one setting for the user, not for the workspace: it may decide where credentials go. */
export async function writeSetting(id: SettingId, value: string | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(section);
  await configuration.update(id, value, vscode.ConfigurationTarget.Global);
}

// A settings file is typed by hand, so a value of the wrong type is a normal thing.
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** A number of runs, or an object with one of the two, or both. */
function historyLimitOf(value: unknown): HistoryLimit {
  const parts = typeof value === "object" && value !== null ? value : { runs: value };
  return {
    runs: numberOf(Reflect.get(parts, "runs"), 1, 200),
    megabytes: numberOf(Reflect.get(parts, "megabytes"), 1, 500),
  };
}

function numberOf(value: unknown, least: number, fallback: number): number {
  return typeof value === "number" && value >= least ? value : fallback;
}
