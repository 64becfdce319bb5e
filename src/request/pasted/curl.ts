import * as l10n from "../../l10n.js";
import type { PastedMembers } from "./pasted.js";
import { commandsOf, type Command, type Word } from "./shell.js";
import { unreadablePaste } from "./unreadable.js";

/** Options with a value; of the others none matters here. */
const withValue =
  /^--(?:header|data|data-raw|data-binary|data-ascii|json|request|url|user|aws-sigv4|oauth2-bearer|user-agent|output|max-time|connect-timeout|cacert|capath|cert|key|proxy|resolve|write-out|retry|retry-delay|config|cookie|cookie-jar|form|referer|dump-header|interface|limit-rate|unix-socket|connect-to)$/;
const shortWithValue: Readonly<Record<string, string>> = {
  H: "--header",
  d: "--data",
  X: "--request",
  u: "--user",
  A: "--user-agent",
  o: "--output",
  m: "--max-time",
  w: "--write-out",
  x: "--proxy",
  E: "--cert",
  b: "--cookie",
  c: "--cookie-jar",
  D: "--dump-header",
  e: "--referer",
  F: "--form",
  K: "--config",
};

const membersByHeader: ReadonlyMap<string, string> = new Map([
  ["content-type", "contentType"],
  ["accept", "accept"],
  ["x-amzn-bedrock-accept", "accept"],
  ["x-amzn-bedrock-trace", "trace"],
  ["x-amzn-bedrock-guardrailidentifier", "guardrailIdentifier"],
  ["x-amzn-bedrock-guardrailversion", "guardrailVersion"],
  ["x-amzn-bedrock-performanceconfig-latency", "performanceConfigLatency"],
  ["x-amzn-bedrock-service-tier", "serviceTier"],
  ["x-amzn-bedrock-request-metadata", "requestMetadata"],
]);

interface Option {
  readonly name: string;
  readonly value: Word;
}

/**
 * Reads a curl command of Bedrock's InvokeModel or InvokeModelWithResponseStream. What signs it is
 * passed over.
 *
 * @throws {Failure} `invalidRequest`
 */
export function readCurl(source: string): PastedMembers {
  const commands = commandsOf(source);
  const index = commands.findIndex(({ words }) => curlAt(words) >= 0);
  const command = commands[index];
  if (!command) throw unreadablePaste(l10n.t("There is no curl command in this text."));
  const options = optionsOf(command.words.slice(curlAt(command.words) + 1));
  // The body may speak of such a path, too.
  const url = options.find(
    ({ name, value }) => name === "--url" && /\/(?:model|openai)\//.test(value.text),
  )?.value;
  if (!url) {
    throw unreadablePaste(
      l10n.t("The URL has to be one of Bedrock Runtime: …/model/<model id>/invoke…."),
    );
  }
  return {
    ...headersOf(options),
    modelId: modelIdOf(url),
    body: bodyOf(options, command, commands[index - 1]),
    region: regionOf(options, url),
  };
}

function curlAt(words: readonly Word[]): number {
  const isCurl = ({ text }: Word) => /(?:^|[/\\])(?:aws)?curl(?:\.exe)?$/.test(text);
  // Before it may stand a prompt, a keyword, or sudo.
  const at = words.findIndex(isCurl);
  return at <= 2 ? at : -1;
}

function optionsOf(words: readonly Word[]): readonly Option[] {
  const options: Option[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    const [name, attached] = optionName(word.text);
    if (name === undefined) options.push({ name: "--url", value: word });
    else if (attached !== "") options.push({ name, value: { ...word, text: attached } });
    else if (withValue.test(name)) {
      index += 1;
      options.push({ name, value: words[index] ?? { text: "" } });
    }
  }
  return options;
}

/** `-sSXPOST` is three options, the last with its value attached. */
function optionName(text: string): readonly [name: string | undefined, attached: string] {
  if (text.startsWith("--")) return [text, ""];
  if (!/^-[A-Za-z]/.test(text)) return [undefined, ""];
  for (let at = 1; at < text.length; at++) {
    const name = shortWithValue[text.charAt(at)];
    if (name !== undefined) return [name, text.slice(at + 1)];
  }
  return [text, ""];
}

function headersOf(options: readonly Option[]): PastedMembers {
  const found: Record<string, string> = {};
  for (const { name, value } of options) {
    if (name === "--json") found.contentType = "application/json";
    if (name !== "--header") continue;
    const [, header = "", rest = ""] = /^([^:]*):(.*)$/s.exec(value.text) ?? [];
    const text = rest.trimStart();
    const member = membersByHeader.get(header.trim().toLowerCase());
    // Plain Accept may ask for the event stream itself.
    if (member === undefined || /eventstream|^\*\/\*$/.test(text)) continue;
    found[member] = known(value, text);
  }
  return found;
}

function modelIdOf(url: Word): string {
  const [, encoded = "", operation = ""] = /\/model\/([^/?#]+)\/([\w-]+)/.exec(url.text) ?? [];
  if (!/^invoke(?:-with-response-stream)?$/.test(operation)) {
    throw unreadablePaste(
      l10n.t(
        "Only InvokeModel takes the model's own body: the URL has to end in /invoke or /invoke-with-response-stream.",
      ),
    );
  }
  try {
    return decodeURIComponent(known(url, encoded));
  } catch (error) {
    if (error instanceof URIError) return encoded;
    throw error;
  }
}

function regionOf(options: readonly Option[], url: Word): string | undefined {
  const signing = options.find(({ name }) => name === "--aws-sigv4")?.value.text.split(":")[2];
  const [, host] = /bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\./.exec(url.text) ?? [];
  return host ?? (signing?.includes("\0") === true ? undefined : signing);
}

function bodyOf(options: readonly Option[], command: Command, before: Command | undefined): string {
  const data = options.filter(({ name }) => /^--(?:data.*|json)$/.test(name));
  if (data.length === 0) throw unreadablePaste(l10n.t("This curl command sends no body (--data)."));
  return data.map((option) => dataOf(option, command, before)).join("&");
}

function dataOf({ name, value }: Option, command: Command, before: Command | undefined): string {
  if (!value.text.startsWith("@") || name === "--data-raw") return known(value, value.text);
  if (value.text !== "@-") {
    throw unreadablePaste(
      l10n.t(
        "The body is in the file {0}, which a paste does not carry. Put its text in the place of {1}.",
        value.text.slice(1),
        value.text,
      ),
    );
  }
  const input = command.input ?? (command.isPiped ? writtenBy(before) : undefined);
  if (!input) {
    throw unreadablePaste(l10n.t("The body comes from another program, which is not run here."));
  }
  const text = known(input, input.text);
  return /^--data(?:-ascii)?$/.test(name) ? text.replaceAll(/[\r\n]/g, "") : text;
}

/** What `printf`, `echo` and `cat` with a here-document write. */
function writtenBy(command: Command | undefined): Word | undefined {
  const [program, ...words] = command?.words ?? [];
  switch (program?.text ?? "") {
    case "printf": {
      const [format, argument] = words;
      if (format && !/[%\\]/.test(format.text)) return format;
      const end = format?.text === "%s\\n" ? "\n" : "";
      const isText = format?.text === "%s" || end !== "";
      return isText && argument ? { ...argument, text: argument.text + end } : undefined;
    }
    case "echo": {
      const shown = words.filter(({ text }) => !/^-[neE]+$/.test(text));
      const unknown = shown.find((word) => word.unknown !== undefined)?.unknown;
      const end = shown.length < words.length ? "" : "\n";
      const text = shown.map((word) => word.text).join(" ") + end;
      return { text, ...(unknown !== undefined && { unknown }) };
    }
    case "cat":
      return words.length === 0 ? command?.input : undefined;
    default:
      return undefined;
  }
}

/** The text, when the shell would not have put more into its word. */
function known({ unknown }: Word, text: string): string {
  if (unknown === undefined || !text.includes("\0")) return text;
  throw unreadablePaste(
    l10n.t(
      "`{0}` is known only when the command runs. Write its value there, and paste again.",
      unknown,
    ),
  );
}
