import { countWords } from "./answers/readBody.js";
import type { Question } from "./answers/speaker.js";
import type { Occasion } from "./composeAnswer.js";

/** Characters of the prompt that the answer repeats. */
const ECHOED = 400;

/**
 * The answer to a prompt that asks for no scenario. It says at once that no model wrote it, repeats
 * what arrived, and holds the Markdown that a panel has to be able to show.
 */
export function cannedText(question: Question, occasion: Occasion): string {
  const limit = Number.isFinite(question.maxTokens) ? `${question.maxTokens} tokens` : "none";
  const notice = occasion.notice === undefined ? "" : `**${occasion.notice}**\n\n`;
  return `${notice}This is the **sandbox** of Bedrock Stream. No model wrote this answer: it shows how a stream of \`${occasion.modelId}\` arrives, in the chunks that this model sends.

You asked:

${quoted(occasion.prompt)}

What arrived here:

- ${question.inputTokens} words in all
- ${occasion.prompt.length} characters in your last turn
- limit of the answer: ${limit}

| Part | Words |
| --- | ---: |
| Input | ${question.inputTokens} |
| Your last turn | ${countWords(occasion.prompt)} |

A first line such as this one makes the sandbox fail on purpose:

\`\`\`text
sandbox: throttling after 3
\`\`\`

1. Before the stream: \`sandbox: ThrottlingException\`
2. In the stream: \`sandbox: modelStreamErrorException after 5\`
3. All of them: the README of Bedrock Stream, under *All scenarios*
`;
}

function quoted(prompt: string): string {
  const text = prompt.trim();
  // A character has at most two code units.
  const characters = [...text.slice(0, 2 * ECHOED)];
  const shown = characters.slice(0, ECHOED).join("");
  const more = shown.length < text.length ? " […]" : "";
  return `${shown}${more}`
    .split(/\r?\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}
