import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Folders that run without VS Code: their tests import them on plain Node. */
const pureFolders = ["wire", "request", "models", "client", "run", "sandbox"];

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
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);
