import type { ChunkPlaces } from "../../models/chunkPlaces.js";
import type { InvokeRequest } from "../request.js";

/** What a program is written from. None of it is a secret, and no program holds one. */
export interface ProgramInput {
  readonly request: InvokeRequest;
  /** Absent when only the environment or a profile tells. */
  readonly region?: string;
  /** Named in a comment only: which identity signs is a matter of the machine. */
  readonly profile?: string;
  /** Named in a comment only: where the extension sends it, when that is not the region's own host. */
  readonly endpoint?: string;
  readonly places: ChunkPlaces;
}

/** The members beside modelId and body, in the API's order and words. */
export type OptionalMember = Exclude<keyof InvokeRequest, "modelId" | "body">;

/**
 * The optional members to send, the two MIME types always: SDKs have defaults of their own for them,
 * which the service refuses.
 */
export function membersOf(request: InvokeRequest): readonly (readonly [OptionalMember, string])[] {
  const all = {
    contentType: request.contentType ?? "application/json",
    accept: request.accept ?? "application/json",
    guardrailIdentifier: request.guardrailIdentifier,
    guardrailVersion: request.guardrailVersion,
    trace: request.trace,
    performanceConfigLatency: request.performanceConfigLatency,
    serviceTier: request.serviceTier,
    requestMetadata: request.requestMetadata,
  } satisfies Record<OptionalMember, string | undefined>;
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name as OptionalMember, value] as const],
  );
}

/** The comment at the head of a program, a line each. */
export function headLines(input: ProgramInput, howToRun: readonly string[]): readonly string[] {
  return [
    "Streams one request to a model on Amazon Bedrock and prints its answer as it arrives.",
    ...howToRun,
    "Credentials come from the environment or the AWS configuration, never from this file.",
    ...profileLines(input.profile),
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, when set, replaces the endpoint.",
    ...endpointLines(input.endpoint),
  ];
}

function profileLines(profile: string | undefined): readonly string[] {
  // A comment must not be able to end: other names are left out.
  if (profile === undefined || !/^[\w.@+=-]+$/.test(profile)) return [];
  return [`The request names a profile: set AWS_PROFILE=${profile}`];
}

function endpointLines(endpoint: string | undefined): readonly string[] {
  if (endpoint === undefined || !/^[\w.:/[\]%~-]+$/.test(endpoint)) return [];
  return [`It was copied where that is ${endpoint}`];
}

/** The sentence for a stream whose final event did not come. */
export const incomplete = "The stream ended without its final event: the answer may be incomplete.";

/** Keys with a capital, as Go, Java's enums and .NET spell them. */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
