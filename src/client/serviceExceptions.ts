import type { Failure, FailureKind } from "../failure.js";

/** What is known of an exception by its name. */
export interface ServiceException {
  readonly kind: FailureKind;
  /** The status it comes with over HTTP. */
  readonly httpStatus: number;
  /** May the same request be sent again with hope? */
  readonly retryable: boolean;
  /** The signature's time is part of the verdict, so a wrong clock can be the cause. */
  readonly dependsOnClock?: true;
}

const never = (kind: FailureKind, httpStatus: number): ServiceException => ({
  kind,
  httpStatus,
  retryable: false,
});
const again = (kind: FailureKind, httpStatus: number): ServiceException => ({
  kind,
  httpStatus,
  retryable: true,
});
const clock = (httpStatus: number): ServiceException => ({
  kind: "credentials",
  httpStatus,
  retryable: false,
  dependsOnClock: true,
});

/**
 * Every exception that this version has a name for, as the API spells it.
 * The operation's own: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 * Those of the front door: https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
 * and https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
export const serviceExceptions: Readonly<Record<string, ServiceException>> = {
  AccessDeniedException: never("accessDenied", 403),
  InternalServerException: again("service", 500),
  ModelErrorException: never("modelError", 424),
  ModelNotReadyException: again("modelNotReady", 429),
  ModelStreamErrorException: never("modelError", 424),
  ModelTimeoutException: never("modelTimeout", 408),
  ResourceNotFoundException: never("notFound", 404),
  ServiceQuotaExceededException: never("quotaExceeded", 400),
  ServiceUnavailableException: again("service", 503),
  ThrottlingException: again("throttled", 429),
  ValidationException: never("invalidRequest", 400),

  // Who are you
  ExpiredToken: never("credentials", 403),
  ExpiredTokenException: never("credentials", 403),
  IncompleteSignature: never("credentials", 400),
  IncompleteSignatureException: never("credentials", 400),
  InvalidClientTokenId: never("credentials", 403),
  InvalidSignatureException: clock(403),
  MissingAuthenticationToken: never("credentials", 403),
  MissingAuthenticationTokenException: never("credentials", 403),
  RequestExpired: clock(400),
  RequestTimeTooSkewed: clock(403),
  SignatureDoesNotMatch: clock(403),
  UnauthorizedException: never("credentials", 401),
  UnrecognizedClientException: never("credentials", 403),

  // You may not
  AccessDenied: never("accessDenied", 403),
  FTUFormNotFilled: never("accessDenied", 404),
  NotAuthorized: never("accessDenied", 400),
  OptInRequired: never("accessDenied", 403),

  // Nothing here by that name
  InvalidAction: never("notFound", 400),
  UnknownOperationException: never("notFound", 404),

  // Cannot be read
  MalformedHttpRequestException: never("invalidRequest", 400),
  MissingAction: never("invalidRequest", 400),
  MissingParameter: never("invalidRequest", 400),
  RequestEntityTooLarge: never("invalidRequest", 413),
  RequestEntityTooLargeException: never("invalidRequest", 413),
  SerializationException: never("invalidRequest", 400),
  UnsupportedMediaTypeException: never("invalidRequest", 415),
  ValidationError: never("invalidRequest", 400),

  // Not now: the names that the SDKs take for throttling
  BandwidthLimitExceeded: again("throttled", 429),
  LimitExceededException: again("throttled", 429),
  RequestLimitExceeded: again("throttled", 429),
  RequestThrottled: again("throttled", 429),
  RequestThrottledException: again("throttled", 429),
  SlowDown: again("throttled", 503),
  Throttling: again("throttled", 400),
  ThrottledException: again("throttled", 429),
  TooManyRequestsException: again("throttled", 429),

  // Our fault, says the service
  InternalError: again("service", 500),
  InternalFailure: again("service", 500),
  InternalServerError: again("service", 500),
  ServiceUnavailable: again("service", 503),

  // The names of model providers and of gateways that speak their language
  api_error: again("service", 500),
  authentication_error: never("credentials", 401),
  invalid_request_error: never("invalidRequest", 400),
  not_found_error: never("notFound", 404),
  overloaded_error: again("service", 529),
  permission_error: never("accessDenied", 403),
  rate_limit_error: again("throttled", 429),
  request_too_large: never("invalidRequest", 413),
  validation_error: never("invalidRequest", 400),
};

const byLowerCase = new Map(
  Object.keys(serviceExceptions).map((name) => [name.toLowerCase(), name]),
);

/**
 * The name as the API spells it. Streams carry member names, `throttlingException`; a name that is
 * not in the table only gets its first letter raised when it looks like such a member.
 */
export function apiSpelling(name: string): string {
  const known = byLowerCase.get(name.toLowerCase());
  if (known !== undefined) return known;
  return /^[a-z][A-Za-z0-9]*(Exception|Error)$/.test(name)
    ? name.charAt(0).toUpperCase() + name.slice(1)
    : name;
}

/** What is known of the exception; undefined for a name of another time. */
export function findServiceException(name: string): ServiceException | undefined {
  return Object.hasOwn(serviceExceptions, name) ? serviceExceptions[name] : undefined;
}

/** The credentials had expired: with fresh ones the same request may pass. */
export function saysExpired({ evidence: { exception } }: Failure): boolean {
  return exception === "ExpiredTokenException" || exception === "ExpiredToken";
}

/** What a status means by itself, when no name says it better. */
export function statusMeaning(status: number): { kind: FailureKind; retryable: boolean } {
  const kind = kindsByStatus[status] ?? (status >= 500 ? "service" : "unexpectedAnswer");
  return { kind, retryable: retryableStatuses.has(status) };
}

/**
 * Statuses whose meaning no name can change: the way there, the size, the load, or a failure of the
 * service. For every other status an exception of an unknown name is just that.
 */
export function statusSaysItAll(status: number): boolean {
  return status === 407 || status === 413 || status === 429 || status >= 500;
}

const retryableStatuses = new Set([429, 500, 502, 503, 504, 529]);

const kindsByStatus: Readonly<Record<number, FailureKind>> = {
  400: "invalidRequest",
  401: "credentials",
  403: "accessDenied",
  404: "notFound",
  407: "proxy",
  408: "modelTimeout",
  413: "invalidRequest",
  415: "invalidRequest",
  424: "modelError",
  429: "throttled",
  511: "proxy",
};
