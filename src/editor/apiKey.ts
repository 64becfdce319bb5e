import type * as vscode from "vscode";

const secretName = "bedrockApiKey";

/** The user's Bedrock API key: in SecretStorage and memory, nowhere else. */
export class ApiKey implements vscode.Disposable {
  private key: string | undefined;
  private readonly listener: vscode.Disposable;
  /** Resolves when the key of an earlier session is read: a round trip that activation need not wait for. */
  readonly ready: Promise<void>;

  constructor(
    private readonly secrets: vscode.SecretStorage,
    onDidChange: () => void,
  ) {
    // Where the machine has no keyring there is no stored key; the other identities still work.
    const read = () => this.load().then(onDidChange, () => undefined);
    this.ready = read();
    // Another window may set or clear it.
    this.listener = secrets.onDidChange(({ key }) => {
      if (key === secretName) void read();
    });
  }

  get value(): string | undefined {
    return this.key;
  }

  private async load(): Promise<void> {
    this.key = (await this.secrets.get(secretName)) || undefined;
  }

  async set(key: string): Promise<void> {
    await this.secrets.store(secretName, key);
    this.key = key;
  }

  async clear(): Promise<void> {
    await this.secrets.delete(secretName);
    this.key = undefined;
  }

  dispose(): void {
    this.listener.dispose();
  }
}
