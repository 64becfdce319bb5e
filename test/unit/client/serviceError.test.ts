import assert from "node:assert/strict";
import { httpFailure, serviceFailure, type HttpAnswer } from "../../../src/client/serviceError.js";
import { serviceExceptions } from "../../../src/client/serviceExceptions.js";
import type { FailureRecord } from "../../../src/failure.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";

const receivedAt = new Date("2026-11-22T10:00:00Z");

function failed(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | object,
): FailureRecord {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer: HttpAnswer = { status, headers, body: text, receivedAt };
  return httpFailure(answer).toRecord();
}

function streamed(headers: Readonly<Record<string, string>>, payload: string | object) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const event = toWireEvent(encodeFrame(headers, Buffer.from(text)));
  assert.ok(event.type === "exception" || event.type === "error");
  return serviceFailure(event).toRecord();
}

const exception = (type: string, payload: string | object) =>
  streamed({ ":message-type": "exception", ":exception-type": type }, payload);

describe("httpFailure", () => {
  for (const [status, retryable] of [
    [407, false],
    [403, false],
    [502, true],
    [503, true],
  ] as const) {
    it(`takes ${status} of a proxy for the proxy's own word${retryable ? ", which may pass" : ""}`, () => {
      const body = "<html><title>Blocked by policy</title></html>";
      const answer = { status, headers: {}, body, receivedAt, fromProxy: "proxy.test:3128" };
      const failure = httpFailure(answer).toRecord();
      assert.equal(failure.kind, "proxy");
      assert.equal(failure.retryable ?? false, retryable);
      assert.match(failure.message, /proxy\.test:3128.*Blocked by policy/);
      assert.equal(failure.rawText, body);
    });
  }

  describe("the exception's name", () => {
    const sources: Readonly<Record<string, () => FailureRecord>> = {
      "x-amzn-ErrorType with its namespace": () =>
        failed(
          400,
          {
            "x-amzn-errortype": "ValidationException:http://internal.amazon.com/coral/com.amazon/",
          },
          { message: "m", code: "Other", __type: "Another" },
        ),
      "body code before __type": () =>
        failed(400, {}, { message: "m", code: "ValidationException", __type: "Another" }),
      "body Code": () => failed(400, {}, { Message: "m", Code: "ValidationException" }),
      "__type with its namespace": () =>
        failed(400, {}, { message: "m", __type: "com.amazon.coral.service#ValidationException" }),
      "__type with namespace and URL": () =>
        failed(400, {}, { message: "m", __type: "a.b#ValidationException:http://x/#y" }),
      "an empty header before __type": () =>
        failed(400, { "x-amzn-errortype": "" }, { message: "m", __type: "ValidationException" }),
      "another spelling of case": () =>
        failed(400, { "x-amzn-errortype": "validationException" }, { message: "m" }),
    };
    for (const [title, make] of Object.entries(sources)) {
      it(`is taken from ${title}`, () => {
        const { kind, exception, message, httpStatus } = make();
        assert.deepEqual(
          { kind, exception, message, httpStatus },
          {
            kind: "invalidRequest",
            exception: "ValidationException",
            message: "m",
            httpStatus: 400,
          },
        );
      });
    }

    it("is taken from XML and from the wrapping of front doors", () => {
      const names = [
        "<UnknownOperationException/>\n",
        '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException","message":null}}',
        "<ErrorResponse><Error><Code>UnknownOperationException</Code></Error></ErrorResponse>",
      ].map((body) => failed(404, {}, body));
      for (const { kind, exception } of names) {
        assert.equal(exception, "UnknownOperationException");
        assert.equal(kind, "notFound");
      }
    });

    it("is no number", () => {
      assert.equal(failed(400, {}, { code: 400, message: "m" }).exception, undefined);
    });
  });

  it("knows each exception of its table, whatever status brings it", () => {
    for (const [name, { kind, retryable, httpStatus }] of Object.entries(serviceExceptions)) {
      for (const status of [httpStatus, 418]) {
        const record = failed(status, { "x-amzn-errortype": name }, { message: "m" });
        assert.equal(record.exception, name);
        assert.equal(record.kind, kind, name);
        assert.equal(record.retryable, retryable, name);
        assert.equal(record.httpStatus, status);
      }
    }
  });

  it("names the eleven exceptions of the operation with their modeled status", () => {
    const modeled = {
      AccessDeniedException: 403,
      InternalServerException: 500,
      ModelErrorException: 424,
      ModelNotReadyException: 429,
      ModelStreamErrorException: 424,
      ModelTimeoutException: 408,
      ResourceNotFoundException: 404,
      ServiceQuotaExceededException: 400,
      ServiceUnavailableException: 503,
      ThrottlingException: 429,
      ValidationException: 400,
    };
    for (const [name, status] of Object.entries(modeled)) {
      assert.equal(serviceExceptions[name]?.httpStatus, status, name);
    }
    const retried = Object.keys(modeled).filter((name) => serviceExceptions[name]?.retryable);
    assert.deepEqual(retried, [
      "InternalServerException",
      "ModelNotReadyException",
      "ServiceUnavailableException",
      "ThrottlingException",
    ]);
  });

  it("keeps an unknown name as an unknown exception, with its raw text", () => {
    for (const status of [400, 403, 404, 418]) {
      const body = '{"message":"m","more":1}';
      const record = failed(status, { "x-amzn-errortype": "BrandNewException" }, body);
      assert.equal(record.kind, "unknownException");
      assert.equal(record.exception, "BrandNewException");
      assert.equal(record.rawText, body);
      assert.equal(record.retryable, false);
    }
  });

  it("lets a status that says it all decide for an unknown name", () => {
    const expected = [
      [407, "proxy", false],
      [413, "invalidRequest", false],
      [429, "throttled", true],
      [500, "service", true],
      [503, "service", true],
      [529, "service", true],
      [501, "service", false],
    ] as const;
    for (const [status, kind, retryable] of expected) {
      const record = failed(status, {}, { __type: "BrandNewException", message: "m" });
      assert.deepEqual([record.kind, record.retryable], [kind, retryable], String(status));
      assert.equal(record.exception, "BrandNewException");
    }
  });

  it("does not take names that every object has for known ones", () => {
    const record = failed(400, { "x-amzn-errortype": "constructor" }, { message: "m" });
    assert.equal(record.kind, "unknownException");
  });

  it("goes by the status where no name is given", () => {
    const expected = [
      [400, "invalidRequest", false],
      [401, "credentials", false],
      [403, "accessDenied", false],
      [404, "notFound", false],
      [407, "proxy", false],
      [408, "modelTimeout", false],
      [413, "invalidRequest", false],
      [418, "unexpectedAnswer", false],
      [424, "modelError", false],
      [429, "throttled", true],
      [500, "service", true],
      [502, "service", true],
      [503, "service", true],
      [504, "service", true],
      [511, "proxy", false],
      [529, "service", true],
    ] as const;
    for (const [status, kind, retryable] of expected) {
      const empty = failed(status, {}, "");
      assert.deepEqual([empty.kind, empty.retryable], [kind, retryable], String(status));
      assert.match(empty.message, new RegExp(`HTTP ${status}`));
      assert.equal(empty.rawText, undefined);
      const plain = failed(status, {}, "Too many connections, please wait.");
      assert.match(plain.message, /Too many connections, please wait\./);
    }
  });

  it("keeps request id and the original's words", () => {
    const record = failed(
      424,
      { "x-amzn-errortype": "ModelErrorException", "x-amzn-requestid": "r-1" },
      { message: "m", originalStatusCode: 503, originalMessage: '{"error":"no memory"}' },
    );
    assert.equal(record.requestId, "r-1");
    assert.equal(record.originalStatusCode, 503);
    assert.equal(record.originalMessage, "no memory");
  });

  describe("time to wait", () => {
    const date = "Sun, 22 Nov 2026 09:00:00 GMT";
    const rows: readonly (readonly [Readonly<Record<string, string>>, number | undefined])[] = [
      [{ "retry-after": "7" }, 7_000],
      [{ "retry-after": "0" }, 0],
      [{ "retry-after": "Sun, 22 Nov 2026 10:00:20 GMT" }, 20_000],
      [{ "retry-after": "Sun, 22 Nov 2026 09:00:20 GMT", date }, 20_000],
      [{ "retry-after": "Sun, 22 Nov 2026 08:00:00 GMT", date }, 0],
      [{ "x-amz-retry-after": "1500", "retry-after": "7" }, 1_500],
      [{ "retry-after": "soon" }, undefined],
      [{ "retry-after": "9".repeat(400) }, undefined],
      [{}, undefined],
    ];
    for (const [headers, ms] of rows) {
      it(`is ${ms} ms for ${JSON.stringify(headers).slice(0, 80)}`, () => {
        assert.equal(failed(429, headers, "").retryAfterMs, ms);
      });
    }
  });

  describe("a wrong clock", () => {
    const skewed = (name: string, date: string) =>
      failed(403, { "x-amzn-errortype": name, date }, { message: "Signature expired." });

    it("is measured against the answer's date", () => {
      const behind = skewed("InvalidSignatureException", "Sun, 22 Nov 2026 10:05:03 GMT");
      assert.equal(behind.message, "Signature expired. This machine's clock is 5 min 3 s behind.");
      assert.equal(behind.code, "CLOCK_SKEW");
      assert.equal(behind.kind, "credentials");
      const ahead = skewed("SignatureDoesNotMatch", "Thu, 19 Nov 2026 08:00:00 GMT");
      assert.match(ahead.message, /clock is 3 d 2 h ahead\.$/);
      const whole = skewed("RequestExpired", "Sun, 22 Nov 2026 11:00:00 GMT");
      assert.match(whole.message, /clock is 1 h behind\.$/);
    });

    it("is not blamed for less than a minute, without a date, or for other exceptions", () => {
      for (const record of [
        skewed("InvalidSignatureException", "Sun, 22 Nov 2026 10:00:59 GMT"),
        skewed("InvalidSignatureException", "yesterday"),
        skewed("AccessDeniedException", "Sun, 22 Nov 2026 12:00:00 GMT"),
      ]) {
        assert.equal(record.message, "Signature expired.");
        assert.equal(record.code, undefined);
      }
    });
  });

  describe("the innermost sentence", () => {
    const sentences: readonly (readonly [inMessage: string, sentence: string])[] = [
      ["The provided model identifier is invalid.", "The provided model identifier is invalid."],
      [
        'The model returned the following errors: {"error":{"code":"validation_error","message":"Encrypted content cannot be used.","param":null,"type":"invalid_request_error"}}',
        "Encrypted content cannot be used.",
      ],
      [
        '{"code":"validation_error","message":"ErrorEvent { error: APIError { type: \\"BadRequestError\\", code: Some(400), message: \\"Expected \\\\\\"role\\\\\\".\\\\nTry again\\", param: None } }","type":"invalid_request_error"}',
        'Expected "role".\nTry again',
      ],
      [
        'Mantle streaming error for requestId 1-2: ErrorEvent { error: APIError { type: "BadRequestError", code: Some(400), message: "Too long.", param: None } }',
        "Too long.",
      ],
      [
        '{"detail":[{"type":"string_type","loc":["messages",0,"content"],"msg":"Input should be a valid string"}]}',
        "messages.0.content: Input should be a valid string",
      ],
      ['{"detail":[{"loc":["a"],"msg":"one"},{"loc":["b"],"msg":"two"}]}', "a: one; b: two"],
      [
        "{\"detail\":\"Invalid field in request. Available fields: ['prompt', 'mode']\"}",
        "Invalid field in request. Available fields: ['prompt', 'mode']",
      ],
      [
        '{"exceptionMetadata":{"qosTier":"10"},"message":"Too many connections."}',
        "Too many connections.",
      ],
      [
        'Malformed input request: #: subject must not be valid against schema {"required":["messages"]}',
        'Malformed input request: #: subject must not be valid against schema {"required":["messages"]}',
      ],
      [
        'Malformed input request: #: subject must not be valid against schema {"required":["messages"]}#: required key [max_tokens] not found',
        'Malformed input request: #: subject must not be valid against schema {"required":["messages"]}#: required key [max_tokens] not found',
      ],
      [
        "The model returned the following errors: temperature is deprecated for this model",
        "The model returned the following errors: temperature is deprecated for this model",
      ],
      ['{"message":"{\\"message\\":\\"{\\\\\\"message\\\\\\":\\\\\\"deep\\\\\\"}\\"}"}', "deep"],
      ['{"a":1}', '{"a":1}'],
      ["[]", "[]"],
    ];
    for (const [inMessage, sentence] of sentences) {
      it(`of ${inMessage.slice(0, 70)}`, () => {
        const body = JSON.stringify({ message: inMessage });
        const record = failed(400, { "x-amzn-errortype": "ValidationException" }, body);
        assert.equal(record.message, sentence);
        assert.equal(record.rawText, body);
      });
    }

    it("is found in hostile text quickly", () => {
      const hostile = [
        "{".repeat(300_000) + "}",
        ": [".repeat(100_000) + "]",
        "A {" + ' message: "\\'.repeat(50_000),
      ];
      const started = performance.now();
      for (const text of hostile) failed(400, { "x-amzn-errortype": "X" }, { message: text });
      // By the square of the length it would be minutes.
      assert.ok(performance.now() - started < 20_000);
    });
  });

  it("looks for the title of a page in time that grows with the page alone", () => {
    const body = `<html>${"<title".repeat(150_000)}`;
    const startedAt = performance.now();
    failed(502, { "content-type": "text/html" }, body);
    assert.ok(performance.now() - startedAt < 1_000);
  });

  it("names status and title of an HTML page", () => {
    const html = "<!DOCTYPE html>\n<html><head><title>\n Access \n denied </title></head></html>";
    const record = failed(403, { "content-type": "text/html; charset=utf-8" }, html);
    assert.equal(record.kind, "unexpectedAnswer");
    assert.match(record.message, /HTTP 403 Forbidden with the HTML page "Access denied"/);
    assert.equal(record.rawText, html);
    assert.equal(failed(200, {}, html).kind, "unexpectedAnswer");
    assert.equal(failed(407, {}, html).kind, "proxy");
    assert.match(failed(503, {}, "<html></html>").message, /an HTML page/);
  });

  it("names the host that a redirect points to, and only the host", () => {
    const location = "https://user:marked@login.example:8443/path?token=marked";
    const record = failed(302, { location }, "");
    assert.match(record.message, /a redirect to login\.example:8443\./);
    assert.doesNotMatch(record.message, /marked/);
    assert.match(failed(302, { location: "/login" }, "").message, /another path of this host/);
  });
});

describe("serviceFailure", () => {
  it("gives the six exceptions of the stream their API names", () => {
    const expected = {
      internalServerException: ["InternalServerException", "service", true],
      modelStreamErrorException: ["ModelStreamErrorException", "modelError", false],
      modelTimeoutException: ["ModelTimeoutException", "modelTimeout", false],
      serviceUnavailableException: ["ServiceUnavailableException", "service", true],
      throttlingException: ["ThrottlingException", "throttled", true],
      validationException: ["ValidationException", "invalidRequest", false],
    };
    for (const [type, [name, kind, retryable]] of Object.entries(expected)) {
      const record = exception(type, { message: "m" });
      assert.deepEqual([record.exception, record.kind, record.retryable], [name, kind, retryable]);
      assert.equal(record.message, "m");
      assert.equal(record.httpStatus, undefined);
    }
  });

  it("keeps the original's words, unwrapped", () => {
    const payload = {
      message: "The model failed.",
      originalStatusCode: 424,
      originalMessage: '{"detail":[{"loc":["x"],"msg":"bad"}]}',
    };
    const record = exception("modelStreamErrorException", payload);
    assert.equal(record.originalStatusCode, 424);
    assert.equal(record.originalMessage, "x: bad");
    assert.equal(record.rawText, JSON.stringify(payload));
  });

  it("keeps an exception of an unknown type with its raw text", () => {
    const record = exception("brandNewException", '{"reason":"x"}');
    assert.equal(record.kind, "unknownException");
    assert.equal(record.exception, "BrandNewException");
    assert.equal(record.message, '{"reason":"x"}');
    assert.equal(record.retryable, false);
    assert.equal(
      exception("brandNewException", "").message,
      "BrandNewException, without a message.",
    );
    assert.equal(exception("oddName", "").exception, "oddName");
  });

  it("reads an unmodeled error", () => {
    const headers = { ":message-type": "error", ":error-code": "InternalFailure" };
    const record = streamed({ ...headers, ":error-message": "broke" }, "");
    assert.equal(record.kind, "service");
    assert.equal(record.exception, "InternalFailure");
    assert.equal(record.message, "broke");
    const bare = streamed({ ":message-type": "error" }, "");
    assert.equal(bare.kind, "unknownException");
    assert.equal(bare.exception, undefined);
    assert.ok(bare.message.length > 10);
  });
});
