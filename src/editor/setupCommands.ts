import * as vscode from "vscode";
import type { Profile } from "../client/profile.js";
import { ACCOUNT } from "../sandbox/account.js";
import { writeSetting, type Settings } from "../settings.js";
import type { ApiKey } from "./apiKey.js";
import { parseTextArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import type { ModelPicker } from "./modelPicker.js";
import { pickProfile, type PickedIdentity } from "./profilePicker.js";
import { pickRegion } from "./regionPicker.js";
import type { SandboxSession } from "./sandboxSession.js";
import { escapeMarkup } from "../withoutLinks.js";

/** What the commands that decide where, as whom and with which model need. */
export interface SetupCommandOptions {
  readonly settings: () => Settings;
  readonly picker: ModelPicker;
  readonly apiKey: ApiKey;
  readonly sandbox: SandboxSession;
  /** Profiles of the AWS configuration files. */
  readonly profiles: () => Promise<readonly Profile[]>;
  /** When the cached sign-in of an SSO profile ends. */
  readonly signInExpiry: (profile: Profile) => Promise<Date | undefined>;
  readonly showLog: () => void;
  /** Credentials or their choice changed. */
  readonly onDidChangeIdentity: () => void;
}

type SetupCommands = Pick<
  CommandTable,
  | "selectModel"
  | "selectProfile"
  | "selectRegion"
  | "setApiKey"
  | "clearApiKey"
  | "useSandbox"
  | "stopSandbox"
  | "showLog"
>;

export function setupCommands(options: SetupCommandOptions): SetupCommands {
  const { apiKey, sandbox } = options;
  return {
    selectModel: (argument) => selectModel(options, parseTextArgument(argument, "selectModel")),
    selectProfile: (argument) =>
      selectProfile(options, parseTextArgument(argument, "selectProfile")),
    selectRegion: (argument) => selectRegion(options, parseTextArgument(argument, "selectRegion")),
    setApiKey: (argument) => setApiKey(options, parseTextArgument(argument, "setApiKey")),
    clearApiKey: async () => {
      await apiKey.clear();
      options.onDidChangeIdentity();
    },
    useSandbox: async () => {
      const { endpoint } = await sandbox.use();
      vscode.window.setStatusBarMessage(
        escapeMarkup(vscode.l10n.t("Bedrock Stream uses its sandbox at {0}.", endpoint)),
        5_000,
      );
    },
    stopSandbox: () => stopSandbox(options),
    showLog: () => options.showLog(),
  };
}

async function stopSandbox(options: SetupCommandOptions): Promise<void> {
  const { sandbox } = options;
  const wasInUse = sandbox.current !== undefined;
  await sandbox.stop();
  if (!wasInUse) return;
  // What the sandbox's account owns, picked for a prompt, is nothing that the user's own account knows.
  if (options.settings().modelId.includes(`:${ACCOUNT}:`)) await writeSetting("modelId", undefined);
  const message = vscode.l10n.t("The sandbox is stopped: runs go to Bedrock again.");
  vscode.window.setStatusBarMessage(escapeMarkup(message), 5_000);
}

/** Who chooses where or as whom wants it to count; without this the choice would seem to do nothing. */
async function offerLeavingSandbox(options: SetupCommandOptions): Promise<void> {
  if (!options.sandbox.current) return;
  const stop = vscode.l10n.t("Stop Sandbox");
  const message = vscode.l10n.t(
    "The sandbox is in use: your choice counts once it is stopped. Until then every run goes to the sandbox.",
  );
  if ((await vscode.window.showInformationMessage(escapeMarkup(message), stop)) === stop) {
    await stopSandbox(options);
  }
}

async function selectModel(options: SetupCommandOptions, given?: string): Promise<void> {
  const modelId =
    given ?? (await options.picker.pick(vscode.l10n.t("Select Model"), options.settings().modelId));
  if (modelId === undefined) return;
  await writeSetting("modelId", modelId);
  await options.picker.remember(modelId);
}

async function selectProfile(options: SetupCommandOptions, given?: string): Promise<void> {
  const picked = given === undefined ? await askForProfile(options) : undefined;
  if (picked?.type === "apiKey") return setApiKey(options);
  const name = given ?? picked?.name;
  if (name === undefined) return;
  await writeSetting("profile", name === "" ? undefined : name);
  options.onDidChangeIdentity();
  if (given === undefined) void offerLeavingSandbox(options);
}

async function askForProfile(options: SetupCommandOptions): Promise<PickedIdentity | undefined> {
  return pickProfile({
    profiles: await options.profiles(),
    signInExpiry: options.signInExpiry,
    current: options.settings().profile,
    hasApiKey: options.apiKey.value !== undefined,
    forgetCredentials: options.onDidChangeIdentity,
  });
}

async function selectRegion(options: SetupCommandOptions, given?: string): Promise<void> {
  const region = given ?? (await pickRegion(options.settings().region));
  if (region === undefined) return;
  await writeSetting("region", region.trim() === "" ? undefined : region.trim());
  if (given === undefined) void offerLeavingSandbox(options);
}

async function setApiKey(options: SetupCommandOptions, given?: string): Promise<void> {
  const key =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t("Set Bedrock API Key"),
      prompt: vscode.l10n.t("Kept in VS Code's secret storage and sent only to Bedrock"),
      password: true,
      ignoreFocusOut: true,
    }));
  if (!key?.trim()) return;
  await options.apiKey.set(key.trim());
  options.onDidChangeIdentity();
  if (given === undefined) void offerLeavingSandbox(options);
  const { profile } = options.settings();
  if (profile === "" || given !== undefined) return;
  // A chosen profile comes first; without this question the new key would seem to do nothing.
  const useKey = vscode.l10n.t("Use the API Key");
  const message = vscode.l10n.t(
    'The profile "{0}" is chosen in the settings and comes before the key.',
    profile,
  );
  if ((await vscode.window.showInformationMessage(escapeMarkup(message), useKey)) === useKey) {
    await writeSetting("profile", undefined);
  }
}
