import type { Refusal } from "./refusal.js";

/** An exception that can be asked for by name. */
export interface KnownException {
  readonly refusal: Refusal;
  /**
   * Name of the response stream's member, where the stream has it.
   * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html
   */
  readonly member?: string;
  /** Shorter names for the scenario. */
  readonly aliases?: readonly string[];
}

/** What the service says when a model fails for no reason it tells. */
export const unexpectedMessage =
  "The system encountered an unexpected error during processing. Try your request again.";

/** The eleven exceptions of InvokeModelWithResponseStream, with messages that people really got. */
const operationExceptions: readonly KnownException[] = [
  bedrock("AccessDeniedException", 403, {
    message: "You don't have access to the model with the specified model ID.",
    aliases: ["access denied"],
  }),
  bedrock("InternalServerException", 500, {
    message: unexpectedMessage,
    member: "internalServerException",
    aliases: ["internal error"],
  }),
  bedrock("ModelErrorException", 424, {
    message: "The model returned an error while processing the request.",
    members: { originalStatusCode: 500, resourceName: "sandbox-model" },
    aliases: ["model error"],
  }),
  bedrock("ModelNotReadyException", 429, {
    message: "Model is not ready for inference.Wait and try your request again.",
    aliases: ["not ready"],
  }),
  bedrock("ModelStreamErrorException", 424, {
    message: unexpectedMessage,
    members: { originalStatusCode: 500, originalMessage: "CUDA out of memory (sandbox)" },
    member: "modelStreamErrorException",
    aliases: ["stream error"],
  }),
  bedrock("ModelTimeoutException", 408, {
    message: "Model has timed out in processing the request. Try your request again.",
    member: "modelTimeoutException",
    aliases: ["model timeout"],
  }),
  bedrock("ResourceNotFoundException", 404, {
    message:
      "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
    aliases: ["not found"],
  }),
  bedrock("ServiceQuotaExceededException", 400, {
    message: "Your request exceeds the service quota for your account.",
    aliases: ["quota"],
  }),
  bedrock("ServiceUnavailableException", 503, {
    message: "Too many connections, please wait before trying again.",
    member: "serviceUnavailableException",
    aliases: ["unavailable"],
  }),
  bedrock("ThrottlingException", 429, {
    message:
      "Too many requests, please wait before trying again. You have sent too many requests. Wait before trying again.",
    member: "throttlingException",
    aliases: ["throttling", "throttle"],
  }),
  bedrock("ValidationException", 400, {
    message: "Input is too long for requested model.",
    member: "validationException",
    aliases: ["validation"],
  }),
];

/** What any AWS front door answers, and what no version of the API names. */
const otherExceptions: readonly KnownException[] = [
  frontDoor("ExpiredTokenException", 403, "The security token included in the request is expired", [
    "expired token",
  ]),
  frontDoor(
    "UnrecognizedClientException",
    403,
    "The security token included in the request is invalid.",
  ),
  frontDoor(
    "InvalidSignatureException",
    403,
    "The request signature we calculated does not match the signature you provided. Check your AWS " +
      "Secret Access Key and signing method. Consult the service documentation for details.",
  ),
  frontDoor("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
  frontDoor(
    "IncompleteSignatureException",
    400,
    "Authorization header requires 'Signature' parameter.",
  ),
  frontDoor(
    "UnknownOperationException",
    404,
    "The requested operation is not recognized by the service.",
  ),
  bedrock("FTUFormNotFilled", 404, {
    message:
      "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.",
  }),
  bedrock("overloaded_error", 529, { message: "Overloaded", aliases: ["overloaded"] }),
  bedrock("FutureException", 418, {
    message: "This exception is in no version of the API that you know.",
    member: "futureException",
  }),
];

/** Every exception that a scenario can name. */
export const knownExceptions: readonly KnownException[] = [
  ...operationExceptions,
  ...otherExceptions,
];

interface Details {
  readonly message: string;
  readonly members?: Readonly<Record<string, string | number>>;
  readonly member?: string;
  readonly aliases?: readonly string[];
}

function bedrock(name: string, status: number, details: Details): KnownException {
  const { message, members, member, aliases } = details;
  return {
    refusal: { name, status, message, from: "bedrock", ...(members ? { members } : {}) },
    ...(member === undefined ? {} : { member }),
    ...(aliases ? { aliases } : {}),
  };
}

function frontDoor(
  name: string,
  status: number,
  message: string,
  aliases: readonly string[] = [],
): KnownException {
  return { refusal: { name, status, message, from: "frontDoor" }, aliases };
}
