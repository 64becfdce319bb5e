import * as vscode from "vscode";
import type { Profile } from "../client/profile.js";
import { Failure } from "../failure.js";
import { writeSetting, type Settings } from "../settings.js";
import type { ApiKey } from "./apiKey.js";
import { parseTextArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import type { ModelPicker } from "./modelPicker.js";
import type { SandboxSession } from "./sandboxSession.js";

/** What the commands that decide where, as whom and with which model need. */
export interface SetupCommandOptions {
  readonly settings: () => Settings;
  readonly picker: ModelPicker;
  readonly apiKey: ApiKey;
  readonly sandbox: SandboxSession;
  /** Profiles of the AWS configuration files. */
  readonly profiles: () => Promise<readonly Profile[]>;
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
  | "newRequest"
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
    newRequest: (argument) => newRequest(options, parseTextArgument(argument, "newRequest")),
    useSandbox: async () => {
      const { endpoint } = await sandbox.use();
      vscode.window.setStatusBarMessage(`Bedrock Stream uses its sandbox at ${endpoint}.`, 5_000);
    },
    stopSandbox: () => sandbox.stop(),
    showLog: () => options.showLog(),
  };
}

async function selectModel(options: SetupCommandOptions, given?: string): Promise<void> {
  const modelId = given ?? (await options.picker.pick("Select Model", options.settings().modelId));
  if (modelId === undefined) return;
  await writeSetting("modelId", modelId);
  await options.picker.remember(modelId);
}

async function selectProfile(options: SetupCommandOptions, given?: string): Promise<void> {
  const profile = given ?? (await askForProfile(options));
  if (profile === undefined) return;
  await writeSetting("profile", profile === "" ? undefined : profile);
  options.onDidChangeIdentity();
}

async function askForProfile(options: SetupCommandOptions): Promise<string | undefined> {
  const current = options.settings().profile;
  const profiles = await options.profiles();
  const items = [
    { label: "Default credential chain", description: "environment, AWS_PROFILE, roles", name: "" },
    ...profiles.map(({ name, kind, region }) => ({
      label: name,
      description: region === undefined ? kind : `${kind}, ${region}`,
      name,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "Select AWS Profile",
    placeHolder:
      current === "" ? "No profile is chosen: the default chain applies" : `Now: ${current}`,
    matchOnDescription: true,
  });
  return picked?.name;
}

async function selectRegion(options: SetupCommandOptions, given?: string): Promise<void> {
  const region =
    given ??
    (await vscode.window.showInputBox({
      title: "Select Region",
      prompt: "Any AWS Region, for example us-east-1; empty for the profile's or environment's",
      value: options.settings().region,
      validateInput: (value) =>
        /^[a-z0-9-]*$/.test(value.trim()) ? undefined : "A region has only a-z, 0-9 and hyphens.",
    }));
  if (region === undefined) return;
  await writeSetting("region", region.trim() === "" ? undefined : region.trim());
}

async function setApiKey(options: SetupCommandOptions, given?: string): Promise<void> {
  const key =
    given ??
    (await vscode.window.showInputBox({
      title: "Set Bedrock API Key",
      prompt: "Kept in VS Code's secret storage and sent only to Bedrock",
      password: true,
      ignoreFocusOut: true,
    }));
  if (!key?.trim()) return;
  await options.apiKey.set(key.trim());
  options.onDidChangeIdentity();
  const { profile } = options.settings();
  if (profile === "" || given !== undefined) return;
  // A chosen profile comes first; without this question the new key would seem to do nothing.
  const useKey = "Use the API Key";
  const message = `The profile "${profile}" is chosen in the settings and comes before the key.`;
  if ((await vscode.window.showInformationMessage(message, useKey)) === useKey) {
    await writeSetting("profile", undefined);
  }
}

async function newRequest(options: SetupCommandOptions, given?: string): Promise<void> {
  const modelId =
    given ?? (await options.picker.pick("New Request File: Model", options.settings().modelId));
  if (modelId === undefined) return;
  const { requestFileText } = await import("../request/requestFileText.js");
  const content = requestFileText(modelId, options.settings().maxTokens);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Failure("callerMistake", "Open a folder first, to keep the request in.");
  const uri = await freeName(folder);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? "" : `-${number}`;
    const uri = vscode.Uri.joinPath(folder, `request${suffix}.bedrock.json`);
    if (!(await exists(uri))) return uri;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
