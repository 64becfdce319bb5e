/** Keys and indices from the body's root down, as text: `["messages", "0", "content"]`. */
export type KeyPath = readonly string[];

/** What a message says is wrong with a place. */
export type Problem =
  /** `instead` is the path, as the message writes it, of the key that takes its place. */
  | { readonly type: "extraneousKey"; readonly instead?: string }
  | { readonly type: "missingKey" }
  | { readonly type: "deprecatedKey"; readonly instead?: string }
  /** Bounds of a number; `exclusive` when the named bound itself is outside. */
  | {
      readonly type: "outOfRange";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusive?: boolean;
    }
  /** Bounds of a string's characters or an array's items. */
  | { readonly type: "wrongLength"; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: "wrongType"; readonly expected?: string }
  /** What may stand there, or some of what may not. */
  | {
      readonly type: "wrongValue";
      readonly allowed?: readonly string[];
      readonly refused?: readonly string[];
    }
  /** Keys that are fine alone and wrong together. */
  | { readonly type: "conflict" }
  | { readonly type: "other" };

/** One complaint of a message: several paths for a conflict, else one. */
export interface Finding {
  readonly paths: readonly KeyPath[];
  readonly problem: Problem;
  /** The paths may hold tags of unions that are no keys: pydantic writes them, others do not. */
  readonly tagged?: boolean;
}

/** Reads one dialect; an empty list when the text is not written in it. */
export type Reader = (text: string, body: unknown) => readonly Finding[];

export function finding(path: KeyPath, problem: Problem = { type: "other" }): Finding {
  return { paths: [path], problem };
}

export function taggedFinding(path: KeyPath, problem: Problem): Finding {
  return { paths: [path], problem, tagged: true };
}
