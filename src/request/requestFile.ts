import type { Node, ParseError } from "jsonc-parser";
import * as l10n from "../l10n.js";
import type { TextRange } from "./documentRange.js";
import { isRegionName } from "../wire/endpoint.js";
import { isJsonObject, parseJson } from "./json.js";
import { readJsonTree } from "./jsonTree.js";
import { inputMembers, type InvokeRequest } from "./request.js";
import { sendableJson } from "./sendableJson.js";
import { syntaxProblem } from "./syntaxProblem.js";

/** Something to tell about a document, at its place; offsets in UTF-16 units. */
export interface RequestProblem extends TextRange {
  readonly message: string;
  /** Errors stand in the way of sending, warnings do not. */
  readonly severity: "error" | "warning";
}

/** The keys a request file may have: the operation's input members, and where to send it as whom. */
export const requestFileKeys = [...inputMembers, "region", "profile"] as const;

export type RequestFileKey = (typeof requestFileKeys)[number];

/** What a request file says. */
export interface RequestFile {
  /** Present when nothing stands in the way of sending it. */
  readonly request?: InvokeRequest;
  readonly region?: string;
  readonly profile?: string;
  readonly problems: readonly RequestProblem[];
  /** Where the values of the keys stand. */
  readonly ranges: Readonly<Partial<Record<RequestFileKey, TextRange>>>;
  /** The body as it would be sent, also when the rest of the file is not fit to send. */
  readonly bodyText?: string;
}

/** What a document says whose whole text is a body. */
export interface BodyDocument {
  /** Present when the text is a JSON object. */
  readonly bodyText?: string;
  readonly problems: readonly RequestProblem[];
  readonly ranges: { readonly body?: TextRange };
}

/** Limit of the operation's input model. */
const maxRequestMetadataLength = 8500;

const allowedValues = {
  trace: ["ENABLED", "DISABLED", "ENABLED_FULL"],
  performanceConfigLatency: ["standard", "optimized"],
  serviceTier: ["priority", "default", "flex", "reserved"],
} as const;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads a request file: JSON with comments and trailing commas. Never throws. */
export function parseRequestFile(text: string): RequestFile {
  const { root, problems } = parseDocument(text, "file");
  if (root === undefined) return { problems, ranges: {} };
  const broken = problems.length > 0;
  const members = new Members(text, root, problems);
  const body = members.json("body", true);
  const request = { modelId: members.text("modelId", true), body, ...optionalMembers(members) };
  const region = members.text("region");
  const profile = members.text("profile");
  members.complain();
  const file: Mutable<RequestFile> = { problems, ranges: members.ranges };
  if (region !== undefined) file.region = region;
  if (profile !== undefined) file.profile = profile;
  if (body !== undefined && !broken) file.bodyText = body;
  if (isComplete(request) && !problems.some(({ severity }) => severity === "error")) {
    file.request = request;
  }
  return file;
}

/** Reads a document whose whole text is the body. Never throws. */
export function parseBodyDocument(text: string): BodyDocument {
  const { root, problems } = parseDocument(text, "body");
  if (root === undefined) return { problems, ranges: {} };
  const ranges = { body: rangeOf(root) };
  if (problems.length > 0) return { problems, ranges };
  return { bodyText: sendableJson(sliceOf(text, root)), problems, ranges };
}

function parseDocument(
  text: string,
  what: "file" | "body",
): { root?: Node; problems: RequestProblem[] } {
  const errors: ParseError[] = [];
  const { root, isTooDeep } = readJsonTree(text, errors);
  if (isTooDeep) {
    const message = l10n.t("This JSON is nested too deeply to be read.");
    return { problems: [{ message, severity: "error", offset: 0, length: text.length }] };
  }
  const problems = errors.map((error) => syntaxProblem(error, text));
  if (root?.type === "object") return { root, problems };
  if (text.trim() === "" || root === undefined) {
    const message =
      what === "file"
        ? l10n.t("Nothing to send: a request file is a JSON object.")
        : l10n.t("Nothing to send: a body is a JSON object.");
    return { problems: [{ message, severity: "error", offset: 0, length: text.length }] };
  }
  const message =
    what === "file"
      ? l10n.t('Expected a JSON object: a request file begins with "{0}".', "{")
      : l10n.t('Expected a JSON object: a body begins with "{0}".', "{");
  return { problems: [{ message, severity: "error", ...rangeOf(root) }] };
}

function optionalMembers(members: Members): Omit<InvokeRequest, "modelId" | "body"> {
  const found: Mutable<Omit<InvokeRequest, "modelId" | "body">> = {};
  for (const key of ["contentType", "accept", "guardrailIdentifier", "guardrailVersion"] as const) {
    const value = members.text(key);
    if (value !== undefined) found[key] = value;
  }
  const trace = members.oneOf("trace", allowedValues.trace);
  if (trace !== undefined) found.trace = trace;
  const latency = members.oneOf("performanceConfigLatency", allowedValues.performanceConfigLatency);
  if (latency !== undefined) found.performanceConfigLatency = latency;
  const tier = members.oneOf("serviceTier", allowedValues.serviceTier);
  if (tier !== undefined) found.serviceTier = tier;
  const metadata = members.json("requestMetadata");
  if (metadata !== undefined) found.requestMetadata = metadata;
  if ((metadata?.length ?? 0) > maxRequestMetadataLength) {
    const limit = l10n.decimal(maxRequestMetadataLength);
    members.refuse(
      "requestMetadata",
      l10n.t('"requestMetadata" may have at most {0} characters.', limit),
    );
  }
  return found;
}

function isComplete(
  request: Omit<InvokeRequest, "modelId" | "body"> & {
    modelId: string | undefined;
    body: string | undefined;
  },
): request is InvokeRequest {
  return request.modelId !== undefined && request.body !== undefined;
}

/** The members of the file's object; every wrong one becomes a problem. */
class Members {
  readonly ranges: Partial<Record<RequestFileKey, TextRange>> = {};
  readonly #values = new Map<string, { key: Node; value: Node }>();

  constructor(
    readonly source: string,
    readonly root: Node,
    readonly problems: RequestProblem[],
  ) {
    for (const { children: [key, value] = [] } of root.children ?? []) {
      if (key === undefined || value === undefined) continue;
      const name: unknown = key.value;
      if (typeof name !== "string") continue;
      if (!isRequestFileKey(name)) {
        this.#add(
          "warning",
          l10n.t('"{0}" is no key of a request file; it is not sent.', name),
          key,
        );
        continue;
      }
      if (this.#values.has(name))
        this.#add("warning", l10n.t('"{0}" is given twice; the last counts.', name), key);
      this.#values.set(name, { key, value });
      this.ranges[name] = rangeOf(value);
    }
  }

  text(name: RequestFileKey, required = false): string | undefined {
    const value = this.#value(name, required);
    if (value === undefined) return undefined;
    const text: unknown = value.value;
    if (typeof text !== "string")
      this.#add("error", l10n.t('"{0}" has to be a string.', name), value);
    else if (text === "") this.#add("error", l10n.t('"{0}" is empty.', name), value);
    else return text;
    return undefined;
  }

  oneOf<T extends string>(name: RequestFileKey, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const match = allowed.find((one) => one === text);
    if (match === undefined) {
      const choices = allowed.map((one) => `"${one}"`).join(", ");
      this.refuse(name, l10n.t('"{0}" has to be one of {1}.', name, choices));
    }
    return match;
  }

  /** JSON text, given as an object or ready-made as a string. */
  json(name: RequestFileKey, required = false): string | undefined {
    const value = this.#value(name, required);
    if (value === undefined) return undefined;
    if (value.type === "object") return sendableJson(sliceOf(this.source, value));
    const text: unknown = value.value;
    if (typeof text === "string") return text;
    this.#add(
      "error",
      l10n.t('"{0}" has to be a JSON object, or its text as a string.', name),
      value,
    );
    return undefined;
  }

  refuse(name: RequestFileKey, message: string): void {
    this.#add("error", message, this.#values.get(name)?.value);
  }

  /** What the members' types do not show. */
  complain(): void {
    const region = this.#values.get("region")?.value;
    if (typeof region?.value === "string" && !mayBeRegion(region.value)) {
      this.#add("error", l10n.t('"region" is no region\'s name, for example "us-east-1".'), region);
    }
    const body = this.#values.get("body")?.value;
    if (typeof body?.value === "string" && !isJsonObject(parseJson(body.value))) {
      this.#add(
        "warning",
        l10n.t('"body" is text that is no JSON object; it is sent as it stands.'),
        body,
      );
    }
    const guardrail = this.#values.get("guardrailIdentifier")?.value;
    if (guardrail !== undefined && !this.#values.has("guardrailVersion")) {
      this.#add(
        "warning",
        l10n.t('"guardrailIdentifier" needs a "guardrailVersion" beside it.'),
        guardrail,
      );
    }
  }

  #value(name: RequestFileKey, required: boolean): Node | undefined {
    const value = this.#values.get(name)?.value;
    if (value === undefined && required) {
      // A file being typed has no end yet: the complaint stands on its opening brace.
      const place = { offset: this.root.offset, length: 1 };
      this.#add("error", l10n.t('"{0}" is missing.', name), place);
    }
    return value;
  }

  #add(severity: "error" | "warning", message: string, place: TextRange = this.root): void {
    this.problems.push({ message, severity, ...rangeOf(place) });
  }
}

function isRequestFileKey(name: string): name is RequestFileKey {
  return requestFileKeys.some((key) => key === name);
}

/** What a variable stands for is known when it is sent. */
function mayBeRegion(text: string): boolean {
  const fixed = text.replaceAll(/\{\{[^{}]*\}\}/g, "");
  return fixed === text ? text === "" || isRegionName(text) : /^[a-z0-9-]*$/.test(fixed);
}

function rangeOf({ offset, length }: TextRange): TextRange {
  return { offset, length };
}

function sliceOf(text: string, node: Node): string {
  return text.slice(node.offset, node.offset + node.length);
}
