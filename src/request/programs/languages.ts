import * as l10n from "../../l10n.js";

/** The languages that a request can be copied as, in the order they are offered. */
export const languages = [
  {
    id: "curl",
    name: "curl",
    detail: () => l10n.t("Shell, signed with SigV4 or a Bedrock API key"),
    editor: "shellscript",
  },
  { id: "boto3", name: "Python", detail: () => "boto3", editor: "python" },
  {
    id: "javascript",
    name: "JavaScript",
    detail: () => l10n.t("AWS SDK v3, ES module"),
    editor: "javascript",
  },
  { id: "typescript", name: "TypeScript", detail: () => "AWS SDK v3", editor: "typescript" },
  {
    id: "java",
    name: "Java",
    detail: () => l10n.t("AWS SDK v2, asynchronous client"),
    editor: "java",
  },
  { id: "go", name: "Go", detail: () => "AWS SDK v2", editor: "go" },
  { id: "rust", name: "Rust", detail: () => "aws-sdk-bedrockruntime", editor: "rust" },
  { id: "dotnet", name: "C#", detail: () => l10n.t("AWS SDK for .NET"), editor: "csharp" },
] as const;

export type LanguageId = (typeof languages)[number]["id"];
