import js from "@eslint/js";
import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** Folders that run without VS Code: their tests import them on plain Node. */
const pureFolders = ["wire", "request", "models", "client", "run", "sandbox"];

/** Our own words alone: a text into which nothing is put. */
const ownWords = "CallExpression[callee.property.name='t'][arguments.length=1]";
const escapedText = `:not(${ownWords}, CallExpression[callee.name='escapeMarkup'])`;
const escapedItems = ":not(CallExpression[callee.name='escapeItems'])";
const messages = "/^(?:show(?:Error|Warning|Information)|setStatusBar)Message$/";

/** Where VS Code makes links or icons of words, unless they were escaped. */
const unescapedWords = [
  `CallExpression[callee.property.name=${messages}] > ${escapedText}.arguments:first-child`,
  // One that is called by another name would not be found.
  `:not(CallExpression) > MemberExpression[property.name=${messages}]`,
  `CallExpression[callee.property.name='showInputBox'] Property[key.name='prompt'] > ${escapedText}.value`,
  `CallExpression[callee.property.name='report'] Property[key.name='message'] > ${escapedText}.value`,
  `AssignmentExpression[left.property.name=/^(?:prompt|validationMessage)$/] > ${escapedText}.right`,
  `CallExpression[callee.property.name='showQuickPick'] > ${escapedItems}.arguments:first-child`,
  `AssignmentExpression[left.property.name='items'] > ${escapedItems}.right`,
  "AssignmentExpression[left.property.name=/^(?:isTrusted|supportHtml|supportThemeIcons)$/][right.value=true]",
].map((selector) => ({
  selector,
  message: "Words of others may make links and icons here: see src/withoutLinks.ts.",
}));

/** A value of others in the log could begin a line of its own. */
const unescapedLine = {
  selector:
    "CallExpression[callee.object.name='log'][callee.property.name=/^(?:trace|debug|info|warn|error|append|appendLine)$/]" +
    " > :not(Literal, CallExpression[callee.name='logLine']).arguments",
  message: "What is written to the log goes through logLine.",
};

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", "coverage/", "esbuild.js"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-control-regex": "off",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Foreign text reaches nearly every pattern: none may try it anew for each of its letters.
    files: ["src/**/*.ts", "media/**/*.ts"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential" }],
    },
  },
  {
    // A test's describe() is a function too; its length says nothing.
    files: ["test/**/*.ts"],
    rules: { "max-lines-per-function": "off", "max-lines": "off" },
  },
  {
    files: [
      ...pureFolders.map((folder) => `src/${folder}/**/*.ts`),
      "src/failure.ts",
      "test/unit/**/*.ts",
    ],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "vscode",
              message: "This folder runs without VS Code; pass a function or a plain value in.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...unescapedWords, unescapedLine] },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);
