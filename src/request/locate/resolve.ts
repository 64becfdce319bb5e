import { isJsonObject, type JsonObject } from "../json.js";
import type { KeyPath } from "./finding.js";
import { isIndex, isRootKey } from "./keyPath.js";
import { isOwnTag, isTag, withoutTags } from "./unionTags.js";

/** How a message writes its paths. */
export interface PathManner {
  /** May the path hold union tags? */
  readonly tagged: boolean;
  /** Is its last key missing in the body? */
  readonly missing: boolean;
}

/**
 * The path as this body spells it: union tags dropped, `maxTokens` for `max_tokens` where only the one
 * is there, keys found in the object that holds the sampling settings. What the body lacks stays as the
 * message spells it. Without a body, what the path alone tells.
 */
export function resolvePath(
  path: KeyPath,
  body: unknown,
  { tagged, missing }: PathManner,
): KeyPath {
  const rooted =
    path[0] === "body" && !(isJsonObject(body) && "body" in body) ? path.slice(1) : path;
  if (!isJsonObject(body)) return tagged ? withoutTags(rooted) : rooted;
  if (!missing) return walk(inSettings(rooted, body), body, tagged);
  // A key that is missing is not the body's similar one: only its owner is looked up.
  const key = rooted.slice(-1);
  return [...walk(rooted.slice(0, -1), body, tagged, key[0]), ...key];
}

function walk(path: KeyPath, body: JsonObject, tagged: boolean, after?: string): KeyPath {
  const kept: string[] = [];
  let value: unknown = body;
  for (const [index, segment] of path.entries()) {
    const next = path[index + 1] ?? after;
    const isOwner = after !== undefined && index === path.length - 1;
    if (tagged && isOwnTag(value, segment, next, isOwner)) continue;
    const key = keyIn(value, segment);
    if (key === undefined) {
      if (tagged && (isTag(kept, segment, next) || value === segment)) continue;
      kept.push(segment);
      value = undefined;
      continue;
    }
    kept.push(key);
    value = Array.isArray(value)
      ? value[Number(key)]
      : isJsonObject(value)
        ? value[key]
        : undefined;
  }
  return kept;
}

function keyIn(value: unknown, segment: string): string | undefined {
  if (Array.isArray(value)) {
    if (!isIndex(segment)) return undefined;
    // One past the end: this validator counts from 1.
    return Number(segment) === value.length && value.length > 0
      ? String(value.length - 1)
      : segment;
  }
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, segment)) return segment;
  return Object.keys(value).find((key) => plain(key) === plain(segment));
}

function plain(key: string): string {
  return key.replaceAll(/[_-]/g, "").toLowerCase();
}

const settingsObjects = [
  "inferenceConfig",
  "textGenerationConfig",
  "parameters",
  "additionalModelRequestFields",
];

const maxTokensKeys =
  "max_tokens max_completion_tokens max_new_tokens max_gen_len max_tokens_to_sample maxTokenCount".split(
    " ",
  );

/** Finds a root key that this body keeps in its settings object or calls by its own name. */
function inSettings(path: KeyPath, body: JsonObject): KeyPath {
  const [root, ...rest] = path;
  if (root === undefined || keyIn(body, root) !== undefined) return path;
  for (const holder of settingsObjects) {
    const key = keyIn(body[holder], root);
    if (key !== undefined) return [holder, key, ...rest];
  }
  if (maxTokensKeys.some((key) => plain(key) === plain(root))) return limitPath(body) ?? path;
  const owner = isRootKey(root) ? undefined : onlyOwnerOf(root, body);
  return owner === undefined ? path : [...owner, ...path];
}

function onlyOwnerOf(key: string, body: JsonObject): KeyPath | undefined {
  const owners = ownersOf(key, body, []);
  const first = owners.next();
  return first.done !== true && owners.next().done === true ? first.value : undefined;
}

/** What stands beneath these is the caller's: a key in it is not the one that a message means. */
const callersOwn = new Set(
  "input input_schema inputSchema parameters parameter_definitions properties arguments metadata".split(
    " ",
  ),
);

/** Levels of a body in which keys are looked for. */
const maxDepth = 24;

/** The objects in the body that have this very key. */
function* ownersOf(key: string, value: unknown, path: KeyPath): Generator<KeyPath, undefined> {
  if (path.length > maxDepth) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* ownersOf(key, item, [...path, String(index)]);
  } else if (isJsonObject(value)) {
    if (Object.hasOwn(value, key)) yield path;
    for (const [name, child] of Object.entries(value)) {
      if (!callersOwn.has(name)) yield* ownersOf(key, child, [...path, name]);
    }
  }
}

/** Where this body limits the answer, if it does. */
export function limitPath(body: unknown): KeyPath | undefined {
  for (const name of maxTokensKeys) {
    const key = keyIn(body, name);
    if (key !== undefined) return [key];
    if (!isJsonObject(body)) continue;
    const holder = settingsObjects.find((one) => keyIn(body[one], name) !== undefined);
    if (holder !== undefined) return [holder, keyIn(body[holder], name) ?? name];
  }
  return undefined;
}
