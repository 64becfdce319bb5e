import assert from "node:assert/strict";
import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { isJsonObject } from "../../../src/request/json.js";

/** Where VS Code makes links and icons of words, and the log lines of line feeds. */
const unescaped = [
  "vscode.window.showErrorMessage(failure.message);",
  "void vscode.window.showWarningMessage(vscode.l10n.t('No. {0}', why), retry);",
  "await vscode.window.showInformationMessage(`${name}`, { modal: true });",
  "const show = isBad ? vscode.window.showErrorMessage : log;",
  "vscode.window.setStatusBarMessage(label, 5_000);",
  "vscode.window.showInputBox({ title, prompt: argument });",
  "vscode.window.showInputBox({ title, prompt });",
  "bar.report({ message });",
  "box.validationMessage = error.message;",
  "vscode.window.showQuickPick(items, { title });",
  "pick.items = names.map((label) => ({ label }));",
  "text.isTrusted = true;",
  "text.supportHtml = true;",
  "log.warn(message);",
  "log.info(`run ${id}`);",
];

const escaped = [
  "vscode.window.showErrorMessage(escapeMarkup(failure.message), retry);",
  "vscode.window.showWarningMessage(vscode.l10n.t('Nothing is selected.'));",
  "vscode.window.showInputBox({ prompt: vscode.l10n.t('Six digits'), value: anything });",
  "vscode.window.showInputBox({ prompt: escapeMarkup(argument) });",
  "vscode.window.showQuickPick(escapeItems(items), { title });",
  "pick.items = escapeItems(items);",
  "text.isTrusted = { enabledCommands };",
  "log.warn(logLine(message));",
];

describe("lint", () => {
  const linter = new Linter();
  let rule: Linter.RuleEntry;
  before(async () => {
    const eslint = new ESLint({ overrideConfigFile: ".eslint.config.mjs" });
    const config: unknown = await eslint.calculateConfigForFile("src/extension.ts");
    const rules = isJsonObject(config) && isJsonObject(config.rules) ? config.rules : {};
    const [severity, ...selectors] = [rules["no-restricted-syntax"]].flat();
    assert.equal(severity, 2);
    rule = ["error", ...selectors];
  });

  function complaints(code: string): number {
    return linter.verify(code, {
      languageOptions: { parser: tseslint.parser },
      rules: { "no-restricted-syntax": rule },
    }).length;
  }

  for (const code of unescaped) {
    it(`finds words that were not escaped: ${code}`, () => assert.equal(complaints(code), 1));
  }

  for (const code of escaped) {
    it(`says nothing of: ${code}`, () => assert.equal(complaints(code), 0));
  }
});
