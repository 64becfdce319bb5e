import * as l10n from "../l10n.js";
import { parseModelId } from "../request/modelId.js";
import type { RequestFile, RequestProblem } from "../request/requestFile.js";
import { regionOfArn } from "./fixes/regionFixes.js";

/** Code of the Problem that `regionMismatch` makes. */
export const regionMismatchCode = "regionMismatch";

/** A problem of a request file that has fixes known by its code. */
export interface CodedProblem extends RequestProblem {
  readonly code?: string;
}

/** What is wrong with the model id of a request file, and with the region beside it. */
export function modelIdProblems(text: string, file: RequestFile): readonly CodedProblem[] {
  const modelId = modelIdIn(text, file);
  // What a variable stands for is known when it is sent.
  if (modelId === undefined || modelId.includes("{{")) return [];
  const parsed = parseModelId(modelId);
  if ("problem" in parsed) return [placed(parsed.problem, modelId, text, file)];
  const mismatch = regionMismatch(text, file);
  return mismatch ? [mismatch.problem] : [];
}

/** The file's region comes before the ARN's, and the service there does not know the ARN. */
export function regionMismatch(
  text: string,
  { region, ranges, ...file }: RequestFile,
): { readonly arnRegion: string; readonly problem: CodedProblem } | undefined {
  const arnRegion = regionOfArn(modelIdIn(text, { ...file, ranges }) ?? "");
  if (arnRegion === undefined || region === undefined || !ranges.region) return undefined;
  if (arnRegion === region || region.includes("{{")) return undefined;
  return {
    arnRegion,
    problem: {
      ...ranges.region,
      severity: "warning",
      code: regionMismatchCode,
      message: l10n.t(
        "The model's ARN is of {0}; a request sent to {1} does not find it.",
        arnRegion,
        region,
      ),
    },
  };
}

/** The model id as it is written, also in a file that cannot be sent yet. */
export function modelIdIn(
  text: string,
  { ranges }: Pick<RequestFile, "ranges">,
): string | undefined {
  if (!ranges.modelId) return undefined;
  const { offset, length } = ranges.modelId;
  try {
    const value: unknown = JSON.parse(text.slice(offset, offset + length));
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}

function placed(
  problem: { readonly message: string; readonly offset: number; readonly length: number },
  modelId: string,
  text: string,
  { ranges }: RequestFile,
): CodedProblem {
  const whole = ranges.modelId ?? { offset: 0, length: 0 };
  const { message, offset, length } = problem;
  // With escapes in the string the id's offsets are not the text's.
  const isPlain = text.slice(whole.offset + 1, whole.offset + whole.length - 1) === modelId;
  const range = isPlain ? { offset: whole.offset + 1 + offset, length } : whole;
  return { ...range, message, severity: "error" };
}
