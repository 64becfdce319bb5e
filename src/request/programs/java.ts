import type { ChunkPath, EndPlace } from "../../models/chunkPlaces.js";
import { headLines, incomplete, membersOf, type ProgramInput } from "./program.js";
import { linesOf, quotedForJava } from "./textLiteral.js";

/** A program for Java 17 with the AWS SDK v2. */
export function javaProgram(input: ProgramInput): string {
  const { request, region, places } = input;
  const members = membersOf(request).map(([name, value]) => `.${name}(${quotedForJava(value)})`);
  const regionCall = region === undefined ? "" : `.region(Region.of(${quotedForJava(region)}))`;
  const head = headLines(input, [
    "Needs software.amazon.awssdk:bedrockruntime and com.fasterxml.jackson.core:jackson-databind.",
  ]).map((line) => `// ${line}`);
  return `${head.join("\n")}
${imports}

public class Request {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String BODY = ${bodyLiteral(request.body)};

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        AtomicBoolean ended = new AtomicBoolean();
        var request = InvokeModelWithResponseStreamRequest.builder()
            .modelId(${quotedForJava(request.modelId)})
            ${members.join("\n            ")}
            .body(SdkBytes.fromUtf8String(BODY))
            .build();
        var visitor = InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
            .onChunk(part -> {
                JsonNode chunk = parse(part.bytes().asByteArray());
${places.text.map((path) => `                out.print(textAt(chunk, ${pointer(path)}));\n`).join("")}                out.flush();
                if (${places.end.map(isEnd).join("\n                    || ")}) {
                    ended.set(true);
                }
            })
            .build();
        var handler = InvokeModelWithResponseStreamResponseHandler.builder().subscriber(visitor).build();
        try (var client = BedrockRuntimeAsyncClient.builder()${regionCall}.build()) {
            client.invokeModelWithResponseStream(request, handler).join();
        } catch (CompletionException exception) {
            System.err.println(exception.getCause());
            System.exit(1);
        }
        if (!ended.get()) {
            System.err.println(${quotedForJava(incomplete)});
            System.exit(1);
        }
    }

${helpers}
}
`;
}

function isEnd({ path, is }: EndPlace): string {
  if (typeof is === "object") {
    return `textAt(chunk, ${pointer(path)}).equals(${quotedForJava(is.text)})`;
  }
  switch (is) {
    case "text":
      return `!textAt(chunk, ${pointer(path)}).isEmpty()`;
    case "true":
      return `chunk.at(${pointer(path)}).asBoolean()`;
    case "object":
      return `chunk.at(${pointer(path)}).isObject()`;
    default: {
      const never: never = is;
      return never;
    }
  }
}

/** JSON pointer; no key of a chunk has a character that would need escaping. */
function pointer(path: ChunkPath): string {
  return quotedForJava(`/${path.join("/")}`);
}

/**
 * A constant holds at most 65,535 bytes, constant expressions included, and a character takes up to
 * three: so the pieces are short and joined at run time.
 */
const longestPiece = 16_000;

function bodyLiteral(body: string): string {
  const pieces = linesOf(body).flatMap((line) =>
    Array.from({ length: Math.max(1, Math.ceil(line.length / longestPiece)) }, (_, index) =>
      line.slice(index * longestPiece, (index + 1) * longestPiece),
    ),
  );
  return `String.join("",
        ${pieces.map(quotedForJava).join(",\n        ")})`;
}

const imports = `import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;`;

const helpers = `    private static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static String textAt(JsonNode chunk, String pointer) {
        JsonNode found = chunk.at(pointer);
        return found.isTextual() ? found.textValue() : "";
    }`;
