import * as l10n from "./l10n.js";
import { asFailure, Failure } from "./failure.js";

interface Disposable {
  dispose(): unknown;
}

/** A part whose code is loaded, and which is built, when it is first needed. */
export class Lazy<Part extends Disposable> implements Disposable {
  private loading: Promise<Part> | undefined;
  private built: Part | undefined;
  private isDisposed = false;

  /** @param build loads the code with `import()` and builds the part. */
  constructor(private readonly build: () => Promise<Part>) {}

  /** The part, if anything has needed it by now. */
  get current(): Part | undefined {
    return this.built;
  }

  /**
   * The part; who comes while it is loaded waits for the same one. After a failure the next call
   * tries again.
   *
   * @throws {Failure} `internal`
   */
  get(): Promise<Part> {
    this.loading ??= this.load();
    return this.loading;
  }

  dispose(): void {
    this.isDisposed = true;
    this.built?.dispose();
  }

  private async load(): Promise<Part> {
    try {
      const part = await this.build();
      if (this.isDisposed) part.dispose();
      this.built = part;
      return part;
    } catch (error) {
      this.loading = undefined;
      throw couldNotLoad(error);
    }
  }
}

function couldNotLoad(cause: unknown): Failure {
  const why = asFailure(cause).message;
  return new Failure(
    "internal",
    l10n.t("A part of Bedrock Stream could not be loaded: {0}", why),
    {},
    { cause },
  );
}
