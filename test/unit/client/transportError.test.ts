import assert from "node:assert/strict";
import { once } from "node:events";
import * as https from "node:https";
import * as net from "node:net";
import { invoke } from "../../../src/client/invoke.js";
import { transportFailure } from "../../../src/client/transportError.js";
import { startBrokenServer } from "../../support/brokenServer.js";
import { createAuthority, type TestCertificate } from "../../support/certificate.js";
import { chunkFrame, failureOf, options, request, texts } from "../../support/invokeKit.js";

const context = { host: "bedrock.example:443", afterHead: false };
const coded = (code: string) => Object.assign(new Error("words"), { code });

describe("transportFailure", () => {
  const kinds = {
    ENOTFOUND: ["connection", false],
    EAI_AGAIN: ["connection", false],
    ECONNREFUSED: ["connection", false],
    EHOSTUNREACH: ["connection", false],
    ENETUNREACH: ["connection", false],
    ETIMEDOUT: ["connection", false],
    ECONNRESET: ["connection", true],
    EPIPE: ["connection", true],
    CERT_HAS_EXPIRED: ["tls", false],
    SELF_SIGNED_CERT_IN_CHAIN: ["tls", false],
    ERR_TLS_CERT_ALTNAME_INVALID: ["tls", false],
    ERR_SSL_WRONG_VERSION_NUMBER: ["tls", false],
    EPROTO: ["tls", false],
    ERR_PROXY_TUNNEL: ["proxy", false],
    HPE_INVALID_CONSTANT: ["unexpectedAnswer", false],
    HPE_HEADER_OVERFLOW: ["unexpectedAnswer", false],
    ESOMETHINGNEW: ["connection", false],
  } as const;
  for (const [code, [kind, retryable]] of Object.entries(kinds)) {
    it(`takes ${code} for ${kind}`, () => {
      const error = coded(code);
      const failure = transportFailure(error, context);
      assert.equal(failure.kind, kind);
      assert.equal(failure.evidence.code, code);
      assert.equal(failure.toRecord().retryable, retryable);
      assert.equal(failure.cause, error);
      assert.match(failure.message, /\S+ \S+/);
    });
  }

  it("reads the code of the first of several addresses", () => {
    const error = new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")], "");
    assert.equal(transportFailure(error, context).evidence.code, "ECONNREFUSED");
  });

  it("reads the code of a cause", () => {
    const error = new Error("outer", { cause: coded("ENOTFOUND") });
    assert.equal(transportFailure(error, context).evidence.code, "ENOTFOUND");
  });

  it("keeps the words of errors without a code", () => {
    const failure = transportFailure(new Error("tunneling failed"), context);
    assert.equal(failure.kind, "connection");
    assert.match(failure.message, /tunneling failed/);
  });

  it("says that an answer broke off once its head had come", () => {
    const failure = transportFailure(coded("ECONNRESET"), { ...context, afterHead: true });
    assert.match(failure.message, /broke off in the middle of the answer/);
    assert.equal(
      transportFailure(coded("HPE_X"), { ...context, afterHead: true }).kind,
      "protocol",
    );
  });
});

describe("connections", () => {
  const authority = createAuthority("Example Interception CA", "Example Corp");
  const fail = (endpoint: string, agent?: https.Agent) =>
    failureOf(invoke(request, options(endpoint, agent && { agent }), new AbortController().signal));

  async function failOverTls(certificate: TestCertificate, agent?: https.Agent) {
    const server = await startBrokenServer(() => assert.fail("a request was sent"), certificate);
    try {
      return await fail(server.endpoint, agent);
    } finally {
      await server.close();
    }
  }

  it("stream over TLS when the authority is trusted", async () => {
    const server = await startBrokenServer(
      async (connection) => {
        await connection.head();
        await connection.chunk(chunkFrame("secure"));
        await connection.end();
      },
      authority.issue(["127.0.0.1"]),
    );
    const agent = new https.Agent({ ca: authority.cert });
    const invocation = await invoke(
      request,
      options(server.endpoint, { agent }),
      new AbortController().signal,
    );
    assert.deepEqual(await texts(invocation), ["secure"]);
    await server.close();
  });

  it("name the issuer of a certificate that nobody vouches for", async () => {
    const failure = await failOverTls(authority.issue(["127.0.0.1"]));
    assert.equal(failure.kind, "tls");
    assert.equal(failure.evidence.code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert.match(failure.message, /issued by "Example Interception CA" \(Example Corp\)/);
  });

  it("name a certificate of another host", async () => {
    const agent = new https.Agent({ ca: authority.cert });
    const failure = await failOverTls(authority.issue(["other.example"]), agent);
    assert.equal(failure.kind, "tls");
    assert.equal(failure.evidence.code, "ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("name a server that speaks no TLS", async () => {
    // Answers the client's hello, which is no HTTP request, as a plain web server would.
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address);
    const failure = await fail(`https://127.0.0.1:${address.port}`);
    assert.equal(failure.kind, "tls");
    server.close();
    await once(server, "close");
  });

  it("name a port where nobody listens", async () => {
    const server = await startBrokenServer(() => {});
    await server.close();
    const failure = await fail(server.endpoint);
    assert.equal(failure.kind, "connection");
    assert.equal(failure.evidence.code, "ECONNREFUSED");
    assert.equal(failure.toRecord().retryable, false);
  });

  it("name a host that cannot be looked up", async () => {
    const failure = await fail("https://no-such-host.invalid");
    assert.equal(failure.kind, "connection");
    assert.ok(["ENOTFOUND", "EAI_AGAIN"].includes(failure.evidence.code ?? ""));
    assert.match(failure.message, /no-such-host\.invalid/);
  });
});
