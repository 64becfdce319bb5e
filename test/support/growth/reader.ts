/** A function that reads text of others, and what such text is made of. */
export interface Reader {
  readonly name: string;
  /** Words, marks and openings that the function looks for. */
  readonly pieces: readonly string[];
  /** Whole texts that it understands: inputs are made of them too. */
  readonly whole?: readonly string[];
  /** What it throws is of no interest here. */
  readonly read: (text: string) => unknown;
}
