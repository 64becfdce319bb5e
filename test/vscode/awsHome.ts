import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** AWS files and variables of this extension host, until `restore`. */
export class AwsHome {
  private readonly saved = { ...process.env };
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "aws-"));

  constructor() {
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    process.env["HOME"] = this.folder;
    process.env["AWS_CONFIG_FILE"] = path.join(this.folder, "config");
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(this.folder, "credentials");
    // Nobody answers there, and the chain would wait for it.
    process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  /** Writes a file below the home folder and returns its path. */
  write(name: string, text: string, mode = 0o600): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  /** What `aws sso login` leaves behind. */
  signIn(session: string, expiresAt: Date, accessToken: string): void {
    const name = createHash("sha1").update(session).digest("hex");
    const token = { accessToken, expiresAt: expiresAt.toISOString() };
    this.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token));
  }

  restore(): void {
    for (const name of Object.keys(process.env))
      if (!(name in this.saved)) delete process.env[name];
    Object.assign(process.env, this.saved);
    fs.rmSync(this.folder, { recursive: true });
  }
}
