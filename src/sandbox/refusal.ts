/** An exception as the service answers it before a stream opens, or inside one. */
export interface Refusal {
  /** As the API spells it, for example `ThrottlingException`. */
  readonly name: string;
  readonly status: number;
  readonly message: string;
  /** More members of the exception, for example `originalStatusCode`. */
  readonly members?: Readonly<Record<string, string | number>>;
  /** More headers of the answer, for example `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the body spells the key of its message. Default `message`. */
  readonly messageKey?: "Message";
  /** Who answers: the service, or the front door that all AWS services share. */
  readonly from: "bedrock" | "frontDoor";
}

/** The 400 of the service itself. */
export function validationException(message: string): Refusal {
  return { name: "ValidationException", status: 400, message, from: "bedrock" };
}

/** What the service says of a value that its enumeration does not have. */
export function notOneOf(value: string, member: string, allowed: readonly string[]): string {
  return (
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ` +
    `Member must satisfy enum value set: [${allowed.join(", ")}]`
  );
}

/** What the front door answers about a request's identity. */
export function frontDoorRefusal(name: string, status: number, message: string): Refusal {
  return { name, status, message, from: "frontDoor" };
}

/** Tells a refusal from what a check answers when all is well. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "status" in value && "from" in value;
}

/**
 * Value of `x-amzn-ErrorType`. The part after the name is what the real answers carry; a client
 * that does not cut it off sees a name that no SDK knows.
 */
export function errorType(refusal: Refusal): string {
  const namespace = refusal.from === "bedrock" ? "com.amazon.bedrock" : "com.amazon.coral.service";
  return `${refusal.name}:http://internal.amazon.com/coral/${namespace}/`;
}

/** The JSON body of the answer. */
export function refusalBody(refusal: Refusal): string {
  return JSON.stringify({
    [refusal.messageKey ?? "message"]: refusal.message,
    ...refusal.members,
  });
}
