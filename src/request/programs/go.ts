import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import {
  capitalized,
  headLines,
  incomplete,
  membersOf,
  type OptionalMember,
  type ProgramInput,
} from "./program.js";
import { isPlain, linesOf, quotedText } from "./textLiteral.js";

/** Members whose type is an enumeration; the others are pointers to strings. */
const enumerations: Readonly<Partial<Record<OptionalMember, string>>> = {
  trace: "types.Trace",
  performanceConfigLatency: "types.PerformanceConfigLatency",
  serviceTier: "types.ServiceTierType",
};

/** A program for Go with aws-sdk-go-v2. */
export function goProgram(input: ProgramInput): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(
    ([name, value]) =>
      `\t\t${capitalized(name)}: ${enumerations[name] ?? "aws.String"}(${quotedText(value)}),`,
  );
  const withRegion = region === undefined ? "" : `, config.WithRegion(${quotedText(region)})`;
  const run = "Run it with: go mod init request && go mod tidy && go run .";
  return `${headLines(input, [run])
    .map((line) => `// ${line}`)
    .join("\n")}
package main

${imports}

const body = ${bodyLiteral(request.body)}

${main}

func stream(ctx context.Context) error {
	cfg, err := config.LoadDefaultConfig(ctx${withRegion})
	if err != nil {
		return err
	}
	client := bedrockruntime.NewFromConfig(cfg)
	output, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String(${quotedText(request.modelId)}),
${members.join("\n")}
		Body: []byte(body),
	})
	if err != nil {
		return err
	}
	events := output.GetStream()
	defer events.Close()
	ended := false
	for event := range events.Events() {
		part, isChunk := event.(*types.ResponseStreamMemberChunk)
		if !isChunk {
			continue
		}
		var chunk any
		if err := json.Unmarshal(part.Value.Bytes, &chunk); err != nil {
			return err
		}
${places.text.map((path) => `\t\tfmt.Print(textAt(chunk, ${steps(path)}))\n`).join("")}		if ${places.end.map(isEnd).join(" || ")} {
			ended = true
		}
	}
${readerError}
	if !ended {
		return errors.New(${quotedText(incomplete)})
	}
	return nil
}

${helpers}
`;
}

function isEnd({ path, is }: EndPlace): string {
  if (typeof is === "object") return `textAt(chunk, ${steps(path)}) == ${quotedText(is.text)}`;
  switch (is) {
    case "text":
      return `textAt(chunk, ${steps(path)}) != ""`;
    case "true":
      return `at(chunk, ${steps(path)}) == true`;
    case "object":
      return `at(chunk, ${steps(path)}) != nil`;
    default: {
      const never: never = is;
      return never;
    }
  }
}

function steps(path: ChunkPath): string {
  return path.map((step) => JSON.stringify(step)).join(", ");
}

function bodyLiteral(body: string): string {
  if (isPlain(body) && !body.includes("`")) return `\`${body}\``;
  return linesOf(body).map(quotedText).join(" +\n\t");
}

const imports = `import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)`;

const main = `func main() {
	if err := stream(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}`;

const helpers = `// at finds the value at a path of keys and positions, nil where the path leads nowhere.
func at(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[step]
		case int:
			array, _ := value.([]any)
			if step >= len(array) {
				return nil
			}
			value = array[step]
		}
	}
	return value
}

func textAt(value any, path ...any) string {
	text, _ := at(value, path...).(string)
	return text
}`;

const readerError = `	// An exception inside the stream is the error of its reader.
	if err := events.Err(); err != nil {
		return err
	}`;
