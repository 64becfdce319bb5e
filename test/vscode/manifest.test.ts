import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commandIds } from "../../src/editor/commandIds.js";
import { settingIds } from "../../src/settings.js";
import { OutputView } from "../../src/views/output.js";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly configuration: { readonly properties: Record<string, unknown> };
    readonly menus: Record<string, readonly { command?: string; submenu?: string }[]>;
    readonly keybindings: readonly { command: string }[];
    readonly views: Record<string, readonly { id: string; type: string }[]>;
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

describe("the manifest", () => {
  const extension = vscode.extensions.getExtension("bedrock-stream.bedrock-stream");
  const manifest = extension?.packageJSON as Manifest;
  const full = (id: string) => `bedrockStream.${id}`;

  it("names exactly the commands of the code, each in the one category", () => {
    const commands = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(commands.sort(), commandIds.map(full).sort());
    for (const { category } of manifest.contributes.commands)
      assert.equal(category, "Bedrock Stream");
  });

  it("names only commands that are registered", async () => {
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of commandIds) assert.ok(registered.has(full(id)), id);
  });

  it("names exactly the settings of the code", () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    assert.deepEqual(settings.sort(), settingIds.map(full).sort());
  });

  it("puts only commands of its own into menus and on keys", () => {
    const known = new Set(commandIds.map(full));
    const entries = Object.values(manifest.contributes.menus).flat();
    const inMenus = entries.flatMap(({ command, submenu }) => (submenu ? [] : [command]));
    const onKeys = manifest.contributes.keybindings.map(({ command }) => command);
    for (const command of [...inMenus, ...onKeys]) assert.ok(known.has(command ?? ""), command);
  });

  it("contributes the view that the code serves", () => {
    const views = Object.values(manifest.contributes.views).flat();
    assert.ok(views.some(({ id, type }) => id === OutputView.viewId && type === "webview"));
  });

  it("keeps what decides where credentials go from untrusted workspaces", () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const id of ["endpoint", "profile", "region", "variables.environment"]) {
      assert.ok(restrictedConfigurations.includes(full(id)), id);
    }
  });
});
