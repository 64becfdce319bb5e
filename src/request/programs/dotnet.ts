import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import { capitalized, headLines, incomplete, membersOf, type ProgramInput } from "./program.js";
import { isPlain, linesOf, longestRun, quotedText } from "./textLiteral.js";

/** A program of top-level statements for .NET 8 with AWSSDK.BedrockRuntime. */
export function dotnetProgram(input: ProgramInput): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(
    ([name, value]) => `    ${capitalized(name)} = ${quotedText(value)},`,
  );
  const regionArgument =
    region === undefined ? "" : `RegionEndpoint.GetBySystemName(${quotedText(region)})`;
  const run =
    "Run it in a console project with: dotnet add package AWSSDK.BedrockRuntime && dotnet run";
  return `${headLines(input, [run])
    .map((line) => `// ${line}`)
    .join("\n")}
using System.Text;
using System.Text.Json;
using Amazon;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;

var body = ${bodyLiteral(request.body)};

using var client = new AmazonBedrockRuntimeClient(${regionArgument});
var request = new InvokeModelWithResponseStreamRequest
{
    ModelId = ${quotedText(request.modelId)},
${members.join("\n")}
    Body = new MemoryStream(Encoding.UTF8.GetBytes(body)),
};
Console.OutputEncoding = new UTF8Encoding(false);
var ended = false;
try
{
    var response = await client.InvokeModelWithResponseStreamAsync(request);
    // An exception inside the stream is thrown by the loop.
    foreach (var streamEvent in response.Body)
    {
        if (streamEvent is not PayloadPart part) continue;
        using var document = JsonDocument.Parse(part.Bytes);
        var chunk = document.RootElement;
${places.text.map((path) => `        Console.Write(TextAt(chunk, ${steps(path)}));\n`).join("")}        ended |= ${places.end.map(isEnd).join(" || ")};
    }
}
catch (Exception exception)
{
    Console.Error.WriteLine($"{(exception.InnerException ?? exception).GetType().Name}: {exception.Message}");
    return 1;
}
if (!ended)
{
    Console.Error.WriteLine(${quotedText(incomplete)});
    return 1;
}
return 0;

${helpers}
`;
}

function isEnd({ path, is }: EndPlace): string {
  if (typeof is === "object") return `TextAt(chunk, ${steps(path)}) == ${quotedText(is.text)}`;
  switch (is) {
    case "text":
      return `TextAt(chunk, ${steps(path)}) != ""`;
    case "true":
      return `At(chunk, ${steps(path)}) is { ValueKind: JsonValueKind.True }`;
    case "object":
      return `At(chunk, ${steps(path)}) is { ValueKind: JsonValueKind.Object }`;
    default: {
      const never: never = is;
      return never;
    }
  }
}

function steps(path: ChunkPath): string {
  return path.map((step) => JSON.stringify(step)).join(", ");
}

/** A file with Windows line ends would put them into a raw literal, so they are turned back. */
function bodyLiteral(body: string): string {
  if (isPlain(body)) {
    const fence = '"'.repeat(Math.max(3, longestRun(body, '"') + 1));
    return `${fence}\n${body}\n${fence}.ReplaceLineEndings("\\n")`;
  }
  return linesOf(body).map(quotedText).join(" +\n    ");
}

const helpers = `static JsonElement? At(JsonElement value, params object[] path)
{
    foreach (var step in path)
    {
        if (step is string key && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(key, out var member))
        {
            value = member;
        }
        else if (step is int index && value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength())
        {
            value = value[index];
        }
        else
        {
            return null;
        }
    }
    return value;
}

static string TextAt(JsonElement value, params object[] path)
{
    return At(value, path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}`;
