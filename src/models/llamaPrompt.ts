import type { Prompt, Turn } from "./family.js";

/** The prompt in the template of this Llama; models not named here get that of Llama 3. */
export function llamaPrompt(prompt: Prompt, baseModelId: string): string {
  if (/llama-?2/.test(baseModelId)) {
    return llama2(prompt);
  }
  return withHeaders(prompt, /llama-?4/.test(baseModelId) ? llama4 : llama3);
}

/** The marks of a template in which each turn has a header. */
interface Marks {
  readonly begin: string;
  readonly headerStart: string;
  readonly headerEnd: string;
  readonly turnEnd: string;
}

const llama3: Marks = {
  begin: "<|begin_of_text|>",
  headerStart: "<|start_header_id|>",
  headerEnd: "<|end_header_id|>",
  turnEnd: "<|eot_id|>",
};

/**
 * Meta's marks for Llama 4. AWS's page shows those of Llama 3 for all; with them Maverick was seen to
 * write `<|eot_id|>` at the end of its text.
 */
const llama4: Marks = {
  begin: "<|begin_of_text|>",
  headerStart: "<|header_start|>",
  headerEnd: "<|header_end|>",
  turnEnd: "<|eot|>",
};

function withHeaders(prompt: Prompt, marks: Marks): string {
  const header = (role: string): string => `${marks.headerStart}${role}${marks.headerEnd}\n\n`;
  const turn = (role: string, text: string): string => `${header(role)}${text}${marks.turnEnd}`;
  const images = "<|image|>".repeat(prompt.images?.length ?? 0);
  return [
    marks.begin,
    prompt.system ? turn("system", prompt.system) : "",
    ...(prompt.conversation ?? []).map(({ role, text }) => turn(role, text)),
    turn("user", images + prompt.prompt),
    header("assistant"),
  ].join("");
}

function llama2(prompt: Prompt): string {
  const turns: Turn[] = [...(prompt.conversation ?? []), { role: "user", text: prompt.prompt }];
  const firstUser = turns.findIndex((turn) => turn.role === "user");
  const system = prompt.system ? `<<SYS>>\n${prompt.system}\n<</SYS>>\n\n` : "";
  return turns
    .map((turn, index) =>
      turn.role === "user"
        ? `<s>[INST] ${index === firstUser ? system : ""}${turn.text} [/INST]`
        : ` ${turn.text} </s>`,
    )
    .join("");
}
