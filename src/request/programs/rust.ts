import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import {
  headLines,
  incomplete,
  membersOf,
  type OptionalMember,
  type ProgramInput,
} from "./program.js";
import { isPlain, linesOf, longestRun, quotedWithBraces } from "./textLiteral.js";

/** Members whose type is an enumeration. */
const enumerations: ReadonlySet<OptionalMember> = new Set([
  "trace",
  "performanceConfigLatency",
  "serviceTier",
]);

/** A program for Rust with aws-sdk-bedrockruntime. */
export function rustProgram(input: ProgramInput): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(([name, value]) => {
    const argument = quotedWithBraces(value) + (enumerations.has(name) ? ".into()" : "");
    return `        .${snakeCase(name)}(${argument})`;
  });
  const regionCall =
    region === undefined
      ? ""
      : `\n        .region(aws_config::Region::new(${quotedWithBraces(region)}))`;
  const head = headLines(input, [
    "Needs: cargo add aws-config aws-sdk-bedrockruntime serde_json",
    "       cargo add tokio --features macros,rt-multi-thread",
  ]).map((line) => `// ${line}`);
  return `${head.join("\n")}
${imports}

const BODY: &str = ${bodyLiteral(request.body)};

${main}

async fn stream() -> Result<(), Box<dyn Error>> {
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())${regionCall}
        .load()
        .await;
    let client = aws_sdk_bedrockruntime::Client::new(&config);
    let mut response = client
        .invoke_model_with_response_stream()
        .model_id(${quotedWithBraces(request.modelId)})
${members.join("\n")}
        .body(Blob::new(BODY))
        .send()
        .await?;
    let mut ended = false;
    // An exception inside the stream is the error of recv.
    while let Some(event) = response.body.recv().await? {
        let ResponseStream::Chunk(part) = event else {
            continue;
        };
        let Some(bytes) = part.bytes() else { continue };
        let chunk: Value = serde_json::from_slice(bytes.as_ref())?;
${places.text.map((path) => `        print!("{}", text_at(&chunk, ${pointer(path)}));\n`).join("")}        std::io::stdout().flush()?;
        if ${places.end.map(isEnd).join("\n            || ")} {
            ended = true;
        }
    }
    if !ended {
        return Err(${quotedWithBraces(incomplete)}.into());
    }
    Ok(())
}

fn text_at<'a>(chunk: &'a Value, pointer: &str) -> &'a str {
    chunk.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}
`;
}

function isEnd({ path, is }: EndPlace): string {
  if (typeof is === "object") {
    return `text_at(&chunk, ${pointer(path)}) == ${quotedWithBraces(is.text)}`;
  }
  switch (is) {
    case "text":
      return `!text_at(&chunk, ${pointer(path)}).is_empty()`;
    case "true":
      return `chunk.pointer(${pointer(path)}).and_then(Value::as_bool) == Some(true)`;
    case "object":
      return `chunk.pointer(${pointer(path)}).is_some_and(Value::is_object)`;
    default: {
      const never: never = is;
      return never;
    }
  }
}

function pointer(path: ChunkPath): string {
  return quotedWithBraces(`/${path.join("/")}`);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function bodyLiteral(body: string): string {
  if (isPlain(body)) {
    const hashes = "#".repeat(longestRun(body, "#") + 1);
    return `r${hashes}"${body}"${hashes}`;
  }
  const lines = linesOf(body).map((line) => `    ${quotedWithBraces(line)},\n`);
  return `concat!(\n${lines.join("")})`;
}

const imports = `use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use aws_sdk_bedrockruntime::error::DisplayErrorContext;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_bedrockruntime::types::ResponseStream;
use serde_json::Value;`;

const main = `#[tokio::main]
async fn main() -> ExitCode {
    match stream().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", DisplayErrorContext(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}`;
