import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Catalogs } from "../../src/client/catalogs.js";
import { credentialSource } from "../../src/client/credentials.js";
import type { Identity } from "../../src/client/target.js";
import { ModelPicker } from "../../src/editor/modelPicker.js";
import { setSetting, stream, until, useOwnSandbox } from "./sandboxInUse.js";

/** What VS Code keeps for an extension, kept for a test. */
class Memory implements vscode.Memento {
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string): T | undefined {
    return this.values.get(key) as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
  }
}

const ownProfile =
  "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/sandboxclaude";

describe("an application inference profile", () => {
  const sandbox = useOwnSandbox();
  const commands = vscode.commands;

  it("takes a prompt in the form of the model behind it", async () => {
    const summary = await stream("streamPrompt", {
      modelId: ownProfile,
      prompt: "sandbox: echo\nHi",
    });
    assert.deepEqual([summary.verdict, summary.text], ["complete", "Hi"], summary.failure?.message);
  });

  it("gets a request file with the body of the model behind it", async () => {
    const uri = await commands.executeCommand<vscode.Uri>("bedrockStream.newRequest", ownProfile);
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /"anthropic_version"/);
  });

  it("still takes a prompt where the account does not tell the model", async () => {
    const { endpoint, region } = sandbox();
    const identity = { type: "apiKey", apiKey: "ABSKwrong", source: "test" } as const;
    const catalog = new Catalogs(() => credentialSource(identity)).of({
      ...{ endpoint, region, identity },
    });
    const models = new ModelPicker(new Memory(), () => Promise.resolve(catalog));
    assert.equal(await models.behind(ownProfile), undefined);
    assert.equal(await models.behind("us.amazon.nova-lite-v1:0"), "amazon.nova-lite-v1:0");
  });
});

describe("the model picker", () => {
  const sandbox = useOwnSandbox();
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeQuickOpen"));

  function picker(identity?: Identity): ModelPicker {
    const { endpoint, region, bearerToken: apiKey } = sandbox();
    const catalogs = new Catalogs((target) => credentialSource(target.identity));
    const known: Identity = identity ?? { type: "apiKey", apiKey, source: "test" };
    const catalog = catalogs.of({ endpoint, region, identity: known });
    return new ModelPicker(new Memory(), () => Promise.resolve(catalog));
  }

  type Open = ReturnType<ModelPicker["open"]>;
  const isSeparator = ({ kind }: vscode.QuickPickItem) =>
    kind === vscode.QuickPickItemKind.Separator;
  const titles = ({ quickPick }: Open) =>
    quickPick.items.filter(isSeparator).map(({ label }) => label);
  const ids = ({ quickPick }: Open) => quickPick.items.flatMap(({ modelId }) => modelId ?? []);
  const loaded = (open: Open) => until(() => !open.quickPick.busy);

  it("shows what is known at once and the account's lists as they come", async () => {
    const open = picker().open("Select Model");
    assert.ok(open.quickPick.busy);
    assert.ok(ids(open).includes("amazon.nova-lite-v1:0"), "the built-in list");
    assert.ok(!titles(open).includes("Foundation models"));
    await loaded(open);
    assert.deepEqual(titles(open), [
      "The account's inference profiles",
      "Inference profiles",
      "Foundation models",
      "The account's own models",
      "Only through an inference profile",
    ]);
    assert.equal(ids(open)[0], ownProfile);
    open.quickPick.hide();
    assert.equal(await open.chosen, undefined);
  });

  it("puts the current and the recent ones on top, each once", async () => {
    const models = picker();
    await models.remember("my.own-model");
    await models.remember("amazon.nova-lite-v1:0");
    const open = models.open("Select Model", "amazon.titan-text-express-v1");
    await loaded(open);
    assert.equal(titles(open)[0], "Recent");
    assert.deepEqual(ids(open).slice(0, 3), [
      "amazon.titan-text-express-v1",
      "amazon.nova-lite-v1:0",
      "my.own-model",
    ]);
    assert.equal(new Set(ids(open)).size, ids(open).length);
    assert.equal(open.quickPick.items[2]?.label, "Amazon Nova Lite");
  });

  it("asks the account once for several pickers, and again on the refresh button", async () => {
    const models = picker();
    const asked = () => sandbox().requests.at(-1)?.requestId;
    const first = models.open("Select Model");
    await loaded(first);
    first.quickPick.hide();
    await first.chosen;
    const before = asked();
    const second = models.open("Select Model");
    await loaded(second);
    assert.equal(asked(), before);
    assert.equal(second.quickPick.buttons[0]?.tooltip, "Read the account's models again");
    const reloaded = second.load(true);
    assert.ok(second.quickPick.busy);
    await reloaded;
    assert.notEqual(asked(), before);
    assert.equal(second.quickPick.busy, false);
  });

  it("says why nothing can be listed and offers what it knows and what is typed", async () => {
    const open = picker({ type: "apiKey", apiKey: "ABSKwrong", source: "test" }).open("Model");
    await loaded(open);
    assert.match(titles(open)[0] ?? "", /listing: Authentication failed/);
    assert.ok(ids(open).includes("amazon.nova-lite-v1:0"));
    open.quickPick.value = " my.typed-model ";
    await until(() => ids(open).includes("my.typed-model"));
  });

  it("works where no place to ask is chosen", async () => {
    const models = new ModelPicker(new Memory(), () => Promise.reject(new Error("no region")));
    const open = models.open("Select Model");
    await loaded(open);
    assert.ok(ids(open).includes("amazon.nova-lite-v1:0"));
  });

  it("takes the id that is typed, though a profile of that model stands above it", async () => {
    const open = picker().open("Select Model");
    await loaded(open);
    const modelId = ids(open).find((id, at) =>
      ids(open).some((other, above) => above < at && other.endsWith(`.${id}`)),
    );
    assert.ok(modelId !== undefined);
    open.quickPick.value = modelId;
    await until(() => open.quickPick.activeItems[0]?.modelId?.endsWith(modelId) === true);
    await accept(open.chosen);
    assert.equal(await open.chosen, modelId);
  });

  /** Accepts until the picker is gone: the first time it may not be ready. */
  async function accept(chosen: PromiseLike<unknown>): Promise<void> {
    let isOver = false;
    void Promise.resolve(chosen).then(() => (isOver = true));
    await until(() => {
      void vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return isOver;
    });
  }

  it("yields what is accepted, and the setting is written", async () => {
    const configuration = () => vscode.workspace.getConfiguration("bedrockStream");
    await setSetting("modelId", "my.setting-model");
    const selecting = vscode.commands.executeCommand("bedrockStream.selectModel");
    // The current model is the first item; accepting as soon as the picker has it selected.
    await accept(selecting);
    assert.equal(configuration().get("modelId"), "my.setting-model");
    await setSetting("modelId", undefined);
  });
});
