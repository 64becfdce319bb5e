import type { Finding, Reader } from "./finding.js";
import { begin, key, namedKeys, noun, wordStart } from "./mention.js";

const may = String.raw`(?:cannot|can not|can['’]t|must not|may not|should not|shouldn['’]t|are not allowed to|must n['’]t)`;
const done = String.raw`(?:specified|set|used|provided|present|supplied|defined|given|enabled|passed|combined|included|non-null)`;
const two = `${key}(?:, ${key}){0,20},? (?:and|or) ${key}`;

/** Sentences that put keys side by side; the keys are all in the first group. */
const frames: readonly RegExp[] = [
  new RegExp(
    `${wordStart}(${two})${noun} (?:${may} (?:both |all )?be (?:both |all )?(?:${done})|are mutually exclusive|are incompatible|are not compatible|conflict)`,
  ),
  new RegExp(
    `(?:both|Both|specify|Specify|[Ss]pecifying|[Ss]etting|[Uu]sing|[Pp]roviding|set|provide|use) (?:both )?(?:the )?(${two})${noun} (?:${may}|is not|are not|at the same time|together|were)`,
  ),
  new RegExp(
    `${may} (?:specify|set|use|provide|pass|have|combine|include|send) (?:values for )?(?:both )?(?:the )?(${two})`,
    "i",
  ),
  new RegExp(
    `(?:[Oo]nly|at most|[Ee]xactly|[Pp]rovide|[Ss]pecify|[Ss]et|[Uu]se|[Ee]ither) (?:one of|either)? ?(?:the )?(${two})${noun},? (?:may|can|must|should|is|are|but not both|at a time|to be)`,
  ),
  new RegExp(
    `${begin}(${key}${noun} (?:${may} be ${done} (?:together )?(?:with|when|if|alongside)|is (?:mutually exclusive|incompatible|not compatible|not allowed together|not supported together) with|conflicts with|requires|can only be ${done} (?:with|when|if)|may only be ${done} (?:with|when|if)|(?:must|should|has to) be (?:strictly )?(?:greater|less|larger|smaller|lower) than(?: or equal to)?|exceeds) (?:the )?${key})`,
  ),
  new RegExp(`${may} (?:specify|set|use|provide|pass|send) (?:the )?(${key} without ${key})`, "i"),
  /(?:^|\s)(Thinking may not be enabled when \w+)/,
];

/** Reads sentences about keys that exclude or bound each other. */
export const readConflicts: Reader = (text, body): readonly Finding[] => {
  for (const frame of frames) {
    const said = frame.exec(text)?.[1];
    if (said === undefined) continue;
    const paths = namedKeys(said.replace(/^Thinking/, "thinking"), body, "announced");
    if (paths.length > 1) return [{ paths, problem: { type: "conflict" } }];
  }
  return [];
};
