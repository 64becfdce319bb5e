import { parseJson } from "../json.js";
import { readByBody } from "./byBody.js";
import { readConflicts } from "./conflicts.js";
import { readDottedPath } from "./dottedPath.js";
import { finding, type Finding, type Reader } from "./finding.js";
import { isOutsideBody } from "./keyPath.js";
import { readJsonSchema } from "./jsonSchema.js";
import { readOtherSchemas } from "./otherSchemas.js";
import { readPlaces } from "./places.js";
import { readProse, readSubjects } from "./prose.js";
import { resolvePath } from "./resolve.js";
import { readSmithy } from "./smithy.js";
import { unwrap } from "./unwrap.js";

/** Complaints of one message: for each of them the whole body may be looked through. */
const maxFindings = 100;

/** From the strictest grammar to the loosest: the first that understands a text speaks for it. */
const readers: readonly Reader[] = [
  readJsonSchema,
  readSmithy,
  readOtherSchemas,
  readDottedPath,
  readConflicts,
];

/** Readers of sentences that anybody may write, for texts that do not speak of the connection. */
const looseReaders: readonly Reader[] = [
  readPlaces,
  readProse,
  readSubjects,
  readBetaFlag,
  readByBody,
];

/** What went wrong on the way, not with the body: keys in such a text are no culprits. */
const onTheWay =
  /\b(?:timed out|ETIMEDOUT|ECONN[A-Z]+|ENOTFOUND|socket hang up|rate limit|too many requests|throttl\w+|retry (?:later|in \d)|try again later|not authorized to)\b/i;

/** What a message complains about, most likely first, in the body's own spelling where it is known. */
export function findingsIn(message: string, body?: unknown): readonly Finding[] {
  const sent = typeof body === "string" ? parseJson(body) : body;
  const { texts, findings } = unwrap(message);
  const read = texts.flatMap((text) => readFirst(text, sent));
  return [...findings, ...read]
    .slice(0, maxFindings)
    .filter(({ paths }) => !paths.some((path) => isOutsideBody(path, sent)))
    .map((found) => resolved(found, sent));
}

/** A path whose indices somebody blotted out (`tools.N.custom`, `messages.<n>`): the place is lost. */
const blotted =
  /(?:^|[\s'"`(])(?:\.\.\w|\*{2,}\.|[a-z]\w*(?:\.(?:[A-Z]|[ijn]|<\w*>|\{\w*\}|\*+)|\[(?:[A-Zijn*]|<\w*>|\{\w*\})\])(?=[.\s:[,]|$))/;

function resolved({ paths, problem, tagged = false }: Finding, body: unknown): Finding {
  const missing = problem.type === "missingKey";
  return { paths: paths.map((path) => resolvePath(path, body, { tagged, missing })), problem };
}

function readFirst(text: string, body: unknown): readonly Finding[] {
  if (blotted.test(text)) return [];
  for (const read of onTheWay.test(text) ? readers : [...readers, ...looseReaders]) {
    const found = read(text, body);
    if (found.length > 0) return found;
  }
  return [];
}

/** A beta flag can only stand in this key: Bedrock takes no `anthropic-beta` header. */
function readBetaFlag(text: string): readonly Finding[] {
  const says = /invalid beta flag|`anthropic-beta` header/;
  return says.test(text) ? [finding(["anthropic_beta"], { type: "extraneousKey" })] : [];
}
