import * as fs from "node:fs";
import * as path from "node:path";

/** One recorded call; the folder with them is optional test data beside the checkout. */
export interface Recording {
  readonly file: string;
  readonly modelId: string;
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const folder = path.resolve("../shared/recordings");

/** All recordings, or none when the folder is absent. */
export function loadRecordings(): readonly Recording[] {
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((file) => {
    const json: unknown = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
    if (!isRecordingFile(json)) throw new Error(`${file} is no recording`);
    const { bodyBase64, ...rest } = json;
    return { file, ...rest, body: Buffer.from(bodyBase64, "base64") };
  });
}

type RecordingFile = Omit<Recording, "file" | "body"> & { readonly bodyBase64: string };

function isRecordingFile(json: unknown): json is RecordingFile {
  return typeof json === "object" && json !== null && "modelId" in json && "bodyBase64" in json;
}
