import { isJsonObject, type Json } from "../request/json.js";
import type { ChunkPart } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";

interface OpenCall {
  readonly index: number;
  readonly id: string;
  /** Input that came before the call's name; undefined once the call was told. */
  waiting: string | undefined;
}

/**
 * The tool calls of one choice, piece by piece. By the API's rules id and name are in a call's first
 * piece only; some servers repeat them in every piece, send empty ones later, or bring the name
 * after the id. So a call is told when its name is known, or when none can come any more.
 */
export class ChoiceToolCalls {
  private readonly open = new Map<number, OpenCall>();

  /** @param said the choice's `delta` or `message`. */
  read(said: Json | undefined): readonly ChunkPart[] {
    const calls = jsonAt(said, "tool_calls");
    if (Array.isArray(calls)) {
      return (calls as readonly Json[]).flatMap((call, position) => {
        const index = numberAt(call, "index") ?? position;
        return this.piece(index, stringAt(call, "id") ?? "", jsonAt(call, "function"));
      });
    }
    // The API's form before `tool_calls`: one call without an id.
    const called = jsonAt(said, "function_call");
    return isJsonObject(called) ? this.piece(0, "", called) : [];
  }

  /** The calls whose name never came. */
  flush(): readonly ChunkPart[] {
    return [...this.open.values()].flatMap((call) => tell(call));
  }

  private piece(index: number, id: string, called: Json | undefined): readonly ChunkPart[] {
    const name = stringAt(called, "name");
    const input = argumentsText(jsonAt(called, "arguments")) ?? "";
    const before = this.open.get(index);
    if (before && (id === "" || id === before.id)) return more(before, name, input);
    const call: OpenCall = { index, id, waiting: "" };
    this.open.set(index, call);
    return [...(before ? tell(before) : []), ...more(call, name, input)];
  }
}

function more(call: OpenCall, name: string | undefined, input: string): readonly ChunkPart[] {
  if (call.waiting === undefined) {
    return input === "" ? [] : [{ type: "toolCall", index: call.index, inputText: input }];
  }
  call.waiting += input;
  return name ? tell(call, name) : [];
}

function tell(call: OpenCall, name?: string): readonly ChunkPart[] {
  const { index, id, waiting } = call;
  if (waiting === undefined) return [];
  call.waiting = undefined;
  return [
    {
      type: "toolCall",
      index,
      ...(id === "" ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      ...(waiting === "" ? {} : { inputText: waiting }),
    },
  ];
}

/** Arguments come as pieces of JSON text; a whole call may hold them as an object. */
function argumentsText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return isJsonObject(value) ? JSON.stringify(value) : undefined;
}
