import http from "node:http";
import { Failure } from "../failure.js";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../request/json.js";
import { at, listOf } from "./answers/readBody.js";
import type { Question } from "./answers/speaker.js";
import type { LiveAnswer } from "./liveAnswer.js";

/**
 * Asks an OpenAI-compatible server on this machine and feeds `live` with what it says. Rejects when the server does not
 * begin to answer; what goes wrong later is told to `live`.
 * @param upstream origin, and the path before `/chat/completions` (default `/v1`); a `model` in its
 * query names the model.
 * @throws Failure `service` with the server's status, or `connection`.
 */
export async function askUpstream(
  upstream: URL,
  question: Question,
  body: JsonObject,
  live: LiveAnswer,
  signal: AbortSignal,
): Promise<void> {
  const base = apiBase(upstream);
  const model = upstream.searchParams.get("model") ?? (await firstModel(base, signal));
  const response = await send(new URL(`${base}/chat/completions`), signal, {
    model,
    stream: true,
    messages: messagesOf(body, question.prompt),
    ...(Number.isFinite(question.maxTokens) ? { max_tokens: question.maxTokens } : {}),
    ...(question.stopSequences.length > 0 ? { stop: question.stopSequences } : {}),
  });
  // Not awaited: the answer is sent on while it comes in.
  void feed(response, live).catch((error: unknown) => live.fail(error));
}

/** The URL, if it points to this machine by a name that cannot point elsewhere. */
export function loopbackUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const own = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  return url.protocol === "http:" && own ? url : undefined;
}

function apiBase(url: URL): string {
  const path = url.pathname.replace(/(?<!\/)\/+$/, "");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}

/** Ollama and others insist on a model; the first of the list is as good as any. */
async function firstModel(base: string, signal: AbortSignal): Promise<string> {
  const response = await send(new URL(`${base}/models`), signal);
  let text = "";
  for await (const part of textsOf(response, MAX_MODELS_LENGTH)) text += part;
  const models = parseJson(text);
  const id = at(listOf(at(models, "data"))[0], "id");
  return typeof id === "string" ? id : "default";
}

/** Turns of a body in one of the chat forms, as plain text; else the last words of the user alone. */
function messagesOf(body: JsonObject, prompt: string): readonly JsonObject[] {
  const system = textOf(body["system"]);
  const turns = listOf(body["messages"]).flatMap((turn) => {
    const role = at(turn, "role");
    const content = textOf(at(turn, "content"));
    return content === "" || typeof role !== "string" ? [] : [{ role, content }];
  });
  return [
    ...(system === "" ? [] : [{ role: "system", content: system }]),
    ...(turns.length > 0 ? turns : [{ role: "user", content: prompt }]),
  ];
}

function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((block) => at(block, "text"))
    .filter((text) => typeof text === "string")
    .join("\n");
}

/** Redirects are not followed: they could lead off this machine. */
function send(url: URL, signal: AbortSignal, json?: JsonObject): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method: json ? "POST" : "GET",
        headers: { "content-type": "application/json" },
        agent: false,
        signal,
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) {
          resolve(response);
          return;
        }
        // Not read: an answer of this kind may have no end.
        response.destroy();
        const message = `The upstream server answered ${status} to ${url.pathname}.`;
        reject(new Failure("service", message, { httpStatus: status }));
      },
    );
    request.on("error", (error: NodeJS.ErrnoException) => {
      const evidence = error.code === undefined ? {} : { code: error.code };
      const message = `The upstream server cannot be reached: ${error.message}`;
      reject(new Failure("connection", message, evidence, { cause: error }));
    });
    request.end(json && JSON.stringify(json));
  });
}

/** Characters of a list of models. */
const MAX_MODELS_LENGTH = 1_000_000;
/** Characters of an answer with all its events; some hundred belong to a token. */
const MAX_ANSWER_LENGTH = 50_000_000;
/** Characters of one event. */
const MAX_LINE_LENGTH = 1_000_000;

async function* textsOf(
  response: http.IncomingMessage,
  maxLength: number,
): AsyncGenerator<string, void, undefined> {
  let length = 0;
  response.setEncoding("utf8");
  for await (const part of response as AsyncIterable<string>) {
    length += part.length;
    if (length > maxLength) throw tooLong("an answer", maxLength);
    yield part;
  }
}

/** Whole lines, as many at a time as there are. */
async function* linesOf(
  response: http.IncomingMessage,
): AsyncGenerator<readonly string[], void, undefined> {
  let rest = "";
  for await (const part of textsOf(response, MAX_ANSWER_LENGTH)) {
    // Only what is new is searched, however slowly a line grows.
    const [first = "", ...more] = part.split("\n");
    rest += first;
    if (rest.length > MAX_LINE_LENGTH) throw tooLong("a line", MAX_LINE_LENGTH);
    const next = more.pop();
    if (next === undefined) continue;
    yield [rest, ...more];
    rest = next;
  }
}

function tooLong(what: string, maxLength: number): Failure {
  return new Failure(
    "protocol",
    `The upstream server sent ${what} of more than ${maxLength} characters.`,
  );
}

/** Reads server-sent events; each `data:` line is one chunk. */
async function feed(response: http.IncomingMessage, live: LiveAnswer): Promise<void> {
  const finishReason = await readEvents(response, live);
  if (finishReason === undefined) {
    throw new Failure("incomplete", "The upstream server ended its answer without saying why.");
  }
  live.end(finishReason === "length" ? "maxTokens" : "complete");
}

async function readEvents(
  response: http.IncomingMessage,
  live: LiveAnswer,
): Promise<string | undefined> {
  let finishReason: string | undefined;
  for await (const lines of linesOf(response)) {
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice("data:".length).trim();
      // Some servers keep the connection after it.
      if (data === "[DONE]") return finishReason;
      const choice = listOf(at(parseJson(data), "choices"))[0];
      const delta = at(choice, "delta");
      const reasoning = at(delta, "reasoning_content") ?? at(delta, "reasoning");
      if (typeof reasoning === "string") live.add("reasoning", reasoning);
      const content = isJsonObject(delta) ? delta["content"] : undefined;
      if (typeof content === "string") live.add("text", content);
      const reason = at(choice, "finish_reason");
      if (typeof reason === "string") finishReason = reason;
    }
  }
  return finishReason;
}
