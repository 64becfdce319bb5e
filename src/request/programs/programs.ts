import { boto3Program } from "./boto3.js";
import { curlProgram } from "./curl.js";
import { dotnetProgram } from "./dotnet.js";
import { goProgram } from "./go.js";
import { javaProgram } from "./java.js";
import { javascriptProgram, typescriptProgram } from "./javascript.js";
import type { LanguageId } from "./languages.js";
import type { ProgramInput } from "./program.js";
import { rustProgram } from "./rust.js";
import { wellFormed } from "./textLiteral.js";

export type { ProgramInput } from "./program.js";

const writers: Readonly<Record<LanguageId, (input: ProgramInput) => string>> = {
  curl: curlProgram,
  boto3: boto3Program,
  javascript: javascriptProgram,
  typescript: typescriptProgram,
  java: javaProgram,
  go: goProgram,
  rust: rustProgram,
  dotnet: dotnetProgram,
};

/**
 * A program that streams this very request, its body byte for byte, and prints the answer.
 *
 * @throws {Failure} `invalidRequest` where the language cannot hold the request (NUL in a shell);
 *   `configuration` for a region that is none
 */
export function programText(language: LanguageId, input: ProgramInput): string {
  const { request } = input;
  const body = wellFormed(request.body);
  return writers[language]({ ...input, request: { ...request, body } });
}
