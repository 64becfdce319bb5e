import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import * as http from "node:http";
import { credentialSource } from "../../../src/client/credentials.js";
import { invoke } from "../../../src/client/invoke.js";
import { isFailure } from "../../../src/failure.js";
import type { InvokeRequest } from "../../../src/request/request.js";
import {
  httpChunk,
  startBrokenServer,
  type BrokenConnection,
  type BrokenServer,
} from "../../support/brokenServer.js";
import {
  activeTimers,
  chunkFrame,
  failureOf,
  identity,
  jsonOf,
  options,
  request,
  texts,
} from "../../support/invokeKit.js";
import { promptlyMs } from "../../support/promptly.js";

describe("invoke", () => {
  let server: BrokenServer;
  const serve = async (script: (connection: BrokenConnection) => void | Promise<void>) => {
    server = await startBrokenServer(script);
    return server.endpoint;
  };
  afterEach(async () => {
    await server.close();
    assert.deepEqual(server.errors, []);
  });

  it("sends the operation's path, headers and body", async () => {
    const received: BrokenConnection["request"][] = [];
    const endpoint = await serve(async (connection) => {
      received.push(connection.request);
      await connection.head();
      await connection.end();
    });
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    const all: InvokeRequest = {
      modelId: arn,
      body: '{"text":"€"}',
      accept: "text/plain",
      trace: "ENABLED_FULL",
      guardrailIdentifier: "abcdef",
      guardrailVersion: "DRAFT",
      performanceConfigLatency: "optimized",
      serviceTier: "flex",
      requestMetadata: '{"team":"a"}',
    };
    await texts(await invoke(all, options(`${endpoint}/base/`), new AbortController().signal));
    const [sent] = received;
    assert.equal(sent?.method, "POST");
    assert.equal(
      sent?.path,
      "/base/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc/invoke-with-response-stream",
    );
    assert.equal(sent?.body.toString(), all.body);
    const { authorization = "", ...others } = sent?.headers ?? {};
    const headers: Record<string, string> = others;
    assert.match(
      authorization,
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/bedrock\//,
    );
    for (const name of ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]) {
      assert.ok(headers[name], name);
      delete headers[name];
    }
    assert.deepEqual(headers, {
      host: `127.0.0.1:${server.port}`,
      connection: "keep-alive",
      "content-type": "application/json",
      "content-length": "14",
      "x-amzn-bedrock-accept": "text/plain",
      "x-amzn-bedrock-trace": "ENABLED_FULL",
      "x-amzn-bedrock-guardrailidentifier": "abcdef",
      "x-amzn-bedrock-guardrailversion": "DRAFT",
      "x-amzn-bedrock-performanceconfig-latency": "optimized",
      "x-amzn-bedrock-service-tier": "flex",
      "x-amzn-bedrock-request-metadata": '{"team":"a"}',
    });
  });

  it("sends only the headers that are set", async () => {
    let names: string[] = [];
    const endpoint = await serve(async (connection) => {
      names = Object.keys(connection.request.headers);
      await connection.head();
      await connection.end();
    });
    const key = { type: "apiKey", apiKey: "key", source: "test" } as const;
    const credentials = credentialSource(key);
    await texts(
      await invoke(request, options(endpoint, { credentials }), new AbortController().signal),
    );
    assert.deepEqual(names.sort(), [
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "x-amzn-bedrock-accept",
    ]);
  });

  it("refuses a header value that could not be sent as it is signed", async () => {
    const endpoint = await serve(() => {});
    const bad = { ...request, guardrailIdentifier: "a\r\nx-evil: 1" };
    const failure = await failureOf(invoke(bad, options(endpoint), new AbortController().signal));
    assert.equal(failure.kind, "invalidRequest");
    assert.equal(server.accepted(), 0);
  });

  it("hands out the head", async () => {
    const endpoint = await serve(async (connection) => {
      await connection.head({
        "X-Amzn-Bedrock-Service-Tier": "priority",
        "X-Amzn-Bedrock-PerformanceConfig-Latency": "optimized",
        "X-Amzn-Bedrock-Content-Type": "text/plain",
      });
      await connection.end();
    });
    const { head, batches } = await invoke(
      request,
      options(endpoint),
      new AbortController().signal,
    );
    for await (const batch of batches) assert.fail(`no batch expected, got ${batch.bytes} bytes`);
    assert.equal(head.requestId, "11111111-2222-3333-4444-555555555555");
    assert.equal(head.contentType, "text/plain");
    assert.equal(head.serviceTier, "priority");
    assert.equal(head.performanceConfigLatency, "optimized");
    assert.equal(head.headers["transfer-encoding"], "chunked");
  });

  it("yields one batch for what one packet brings, with its bytes", async () => {
    const endpoint = await serve(async (connection) => {
      await connection.head();
      await connection.write(
        Buffer.concat([chunkFrame("1"), chunkFrame("2"), chunkFrame("3")].map(httpChunk)),
      );
      await connection.closed;
    });
    const { batches } = await invoke(request, options(endpoint), new AbortController().signal);
    for await (const batch of batches) {
      assert.deepEqual(batch.events.map(jsonOf), ["1", "2", "3"]);
      assert.equal(batch.bytes, 3 * chunkFrame("1").length);
      break;
    }
  });

  it("yields an event as soon as its last byte is there, while the stream is open", async () => {
    const endpoint = await serve(async (connection) => {
      await connection.head();
      const frame = chunkFrame("early");
      await connection.chunk(frame.subarray(0, 20));
      await connection.chunk(frame.subarray(20));
      await connection.closed;
    });
    const { batches } = await invoke(request, options(endpoint), new AbortController().signal);
    for await (const batch of batches) {
      if (batch.events.length === 0) continue;
      assert.deepEqual(batch.events.map(jsonOf), ["early"]);
      break;
    }
  });

  it("reads bodies of any size and splits them anywhere", async () => {
    const bodies = Array.from({ length: 3_000 }, (_, n) => `${n}:${"x".repeat(n % 500)}`);
    const endpoint = await serve(async (connection) => {
      await connection.head();
      const stream = Buffer.concat(bodies.map(chunkFrame));
      for (let at = 0; at < stream.length; at += 70_001) {
        await connection.chunk(stream.subarray(at, at + 70_001));
      }
      await connection.end();
    });
    const invocation = await invoke(request, options(endpoint), new AbortController().signal);
    assert.deepEqual(await texts(invocation), bodies);
  });

  it("sends large bodies whole", async () => {
    let received = 0;
    const endpoint = await serve(async (connection) => {
      received = connection.request.body.length;
      await connection.head();
      await connection.end();
    });
    const large = { ...request, body: JSON.stringify("y".repeat(5_000_000)) };
    await texts(await invoke(large, options(endpoint), new AbortController().signal));
    assert.equal(received, 5_000_002);
  });

  describe("stopping", () => {
    const reason = new Error("the caller's own reason");

    async function assertStops(
      script: (connection: BrokenConnection) => Promise<void>,
      run: (endpoint: string, controller: AbortController) => Promise<void>,
    ): Promise<void> {
      let closedAt = Promise.resolve(NaN);
      const timersBefore = await activeTimers();
      const endpoint = await serve(async (connection) => {
        closedAt = connection.closed;
        await script(connection);
      });
      const controller = new AbortController();
      let stoppedAt = NaN;
      controller.signal.addEventListener("abort", () => (stoppedAt = performance.now()));
      await assert.rejects(run(endpoint, controller), (error) => error === reason);
      const tookMs = (await closedAt) - stoppedAt;
      assert.ok(tookMs < promptlyMs, `the server saw the close after ${tookMs} ms`);
      assert.equal(await activeTimers(), timersBefore, "no timer is left");
    }

    it("closes the socket at once before the head", () => {
      let asked = () => {};
      const arrived = new Promise<void>((resolve) => (asked = resolve));
      return assertStops(
        async (connection) => {
          asked();
          await connection.closed;
        },
        async (endpoint, controller) => {
          const pending = invoke(request, options(endpoint), controller.signal);
          await arrived;
          controller.abort(reason);
          await pending;
        },
      );
    });

    it("closes the socket at once between head and first event", () =>
      assertStops(
        async (connection) => {
          await connection.head();
          await connection.closed;
        },
        async (endpoint, controller) => {
          const invocation = await invoke(request, options(endpoint), controller.signal);
          setImmediate(() => controller.abort(reason));
          await texts(invocation);
        },
      ));

    it("closes the socket at once in mid-stream, while waiting for more", () =>
      assertStops(
        async (connection) => {
          await connection.head();
          await connection.chunk(chunkFrame("1"));
          await connection.closed;
        },
        async (endpoint, controller) => {
          const { batches } = await invoke(request, options(endpoint), controller.signal);
          for await (const { events } of batches) {
            if (events.length > 0) setImmediate(() => controller.abort(reason));
          }
        },
      ));

    it("closes the socket at once while the consumer is busy", () =>
      assertStops(
        async (connection) => {
          await connection.head();
          await connection.chunk(chunkFrame("1"));
          await connection.closed;
        },
        async (endpoint, controller) => {
          const { batches } = await invoke(request, options(endpoint), controller.signal);
          for await (const { events } of batches) {
            if (events.length > 0) controller.abort(reason);
          }
        },
      ));

    it("sends nothing when the signal is aborted already", async () => {
      const endpoint = await serve(() => assert.fail("a request was sent"));
      const run = invoke(request, options(endpoint), AbortSignal.abort(reason));
      await assert.rejects(run, (error) => error === reason);
      assert.equal(server.accepted(), 0);
    });

    it("closes the socket when the loop is left", async () => {
      let closedAt = Promise.resolve(NaN);
      const timersBefore = await activeTimers();
      const endpoint = await serve(async (connection) => {
        closedAt = connection.closed;
        await connection.head();
        await connection.chunk(chunkFrame("1"));
      });
      const { batches } = await invoke(request, options(endpoint), new AbortController().signal);
      for await (const { events } of batches) if (events.length > 0) break;
      const leftAt = performance.now();
      assert.ok((await closedAt) - leftAt < promptlyMs);
      assert.equal(await activeTimers(), timersBefore);
    });
  });

  describe("a slow consumer", () => {
    it("holds the sender back instead of filling memory", async () => {
      const frame = chunkFrame("z".repeat(60_000));
      let written = 0;
      const endpoint = await serve(async (connection) => {
        await connection.head();
        for (let n = 0; n < 2_000 && !connection.socket.destroyed; n++) {
          await Promise.race([connection.chunk(frame), connection.closed]);
          written += frame.length;
        }
      });
      const { batches } = await invoke(request, options(endpoint), new AbortController().signal);
      for await (const batch of batches) {
        assert.ok(batch.bytes < 2_000_000, `${batch.bytes} bytes were waiting`);
        // Written bytes stop growing once all buffers on the way are full.
        let before = -1;
        while (written !== before) {
          before = written;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        break;
      }
      assert.ok(written < 30_000_000, `${written} of 160 MB were taken`);
    });

    it("is no stall, however long it takes", async () => {
      const endpoint = await serve(async (connection) => {
        await connection.head();
        for (let n = 0; n < 4; n++) await connection.chunk(chunkFrame(String(n)));
        await connection.end();
      });
      const { batches } = await invoke(
        request,
        options(endpoint, { stallTimeoutMs: 100 }),
        new AbortController().signal,
      );
      for await (const { events } of batches) {
        if (events.length > 0) await new Promise((resolve) => setTimeout(resolve, 250));
      }
    });

    it("loses nothing when the connection breaks meanwhile", async () => {
      const frames = Array.from({ length: 40 }, (_, n) => chunkFrame(`${n}${"z".repeat(40_000)}`));
      const endpoint = await serve(async (connection) => {
        await connection.head();
        for (const frame of frames) await connection.chunk(frame);
        connection.halfClose();
      });
      const { batches } = await invoke(request, options(endpoint), new AbortController().signal);
      let count = 0;
      const reading = async () => {
        for await (const { events } of batches) {
          count += events.length;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const failure = await failureOf(reading());
      assert.equal(failure.kind, "connection");
      assert.equal(count, frames.length);
    });
  });

  describe("time limits", () => {
    it("stalls before the head, warning once at half of the limit", async () => {
      const warnings: number[] = [];
      const endpoint = await serve(() => {});
      const limits = { stallTimeoutMs: 120, onStallHalf: (ms: number) => void warnings.push(ms) };
      const started = performance.now();
      const failure = await failureOf(
        invoke(request, options(endpoint, limits), new AbortController().signal),
      );
      assert.ok(performance.now() - started >= 119);
      assert.equal(failure.kind, "timeout");
      assert.equal(failure.evidence.code, "STALL");
      assert.deepEqual(warnings, [60]);
    });

    it("warns once for each silence, and not for one that ended in time", async () => {
      const warnings: number[] = [];
      let warned = () => {};
      const endpoint = await serve(async (connection) => {
        await connection.head();
        for (let n = 0; n < 2; n++) {
          await new Promise<void>((resolve) => (warned = resolve));
          await connection.chunk(chunkFrame(String(n)));
        }
        await connection.end();
      });
      const limits = {
        stallTimeoutMs: 600,
        onStallHalf: (ms: number) => {
          warnings.push(ms);
          warned();
        },
      };
      const invocation = await invoke(
        request,
        options(endpoint, limits),
        new AbortController().signal,
      );
      assert.deepEqual(await texts(invocation), ["0", "1"]);
      assert.deepEqual(warnings, [300, 300]);
    });

    it("waits for ever when stallTimeout is 0", async () => {
      const endpoint = await serve(async (connection) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await connection.head();
        await new Promise((resolve) => setTimeout(resolve, 300));
        await connection.end();
      });
      const limits = { stallTimeoutMs: 0, onStallHalf: () => assert.fail("warned") };
      const invocation = await invoke(
        request,
        options(endpoint, limits),
        new AbortController().signal,
      );
      assert.deepEqual(await texts(invocation), []);
    });

    it("takes limits of more milliseconds than a timer can hold", async () => {
      const endpoint = await serve(async (connection) => {
        await connection.head();
        await connection.end();
      });
      const limits = { stallTimeoutMs: 1e13, connectTimeoutMs: 1e13 };
      const invocation = await invoke(
        request,
        options(endpoint, limits),
        new AbortController().signal,
      );
      assert.deepEqual(await texts(invocation), []);
    });

    it("gives up a TLS handshake that never ends", async () => {
      const timersBefore = await activeTimers();
      await serve(() => {});
      const endpoint = `https://127.0.0.1:${server.port}`;
      const failure = await failureOf(
        invoke(request, options(endpoint, { connectTimeoutMs: 150 }), new AbortController().signal),
      );
      assert.equal(failure.kind, "timeout");
      assert.equal(failure.evidence.code, "CONNECT");
      assert.equal(await activeTimers(), timersBefore);
    });
  });

  describe("kept connections", () => {
    it("uses one connection for one answer after another", async () => {
      const agent = new http.Agent({ keepAlive: true });
      const endpoint = await serve(async (connection) => {
        await connection.head();
        await connection.chunk(chunkFrame(String(connection.requestNumber)));
        await connection.end();
      });
      for (const expected of ["1", "2", "3"]) {
        const invocation = await invoke(
          request,
          options(endpoint, { agent }),
          new AbortController().signal,
        );
        assert.deepEqual(await texts(invocation), [expected]);
        // The socket goes back to the pool in the next turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(server.accepted(), 1);
      agent.destroy();
    });

    it("sends a request again that met a connection closed in the pool", async () => {
      const agent = new http.Agent({ keepAlive: true });
      const endpoint = await serve(async (connection) => {
        if (connection.requestNumber === 2) return connection.reset();
        await connection.head();
        await connection.chunk(chunkFrame("ok"));
        await connection.end();
      });
      for (let n = 0; n < 2; n++) {
        const invocation = await invoke(
          request,
          options(endpoint, { agent }),
          new AbortController().signal,
        );
        assert.deepEqual(await texts(invocation), ["ok"]);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(server.accepted(), 2);
      agent.destroy();
    });

    it("does not send again what a fresh connection lost", async () => {
      let requests = 0;
      const endpoint = await serve((connection) => {
        requests += 1;
        connection.reset();
      });
      const failure = await failureOf(
        invoke(request, options(endpoint), new AbortController().signal),
      );
      assert.equal(failure.evidence.code, "ECONNRESET");
      assert.equal(failure.evidence.retryable, true);
      assert.equal(requests, 1);
    });
  });

  it("leaves no listener on the signal, however it ends", async () => {
    const endpoint = await serve(async (connection) => {
      if (connection.request.path.includes("refused")) return connection.answer(400, {}, "");
      await connection.head();
      await connection.chunk(chunkFrame("1"));
      await (connection.request.path.includes("clean") ? connection.end() : connection.reset());
    });
    const { signal } = new AbortController();
    for (const modelId of ["clean", "refused", "broken", "left"]) {
      const run = async () => {
        const { batches } = await invoke({ ...request, modelId }, options(endpoint), signal);
        for await (const batch of batches) if (modelId === "left" && batch.bytes > 0) break;
      };
      await run().catch((error: unknown) => assert.ok(isFailure(error)));
      assert.equal(getEventListeners(signal, "abort").length, 0, modelId);
    }
  });

  it("hides its secrets where an answer quotes them", async () => {
    const endpoint = await serve((connection) => {
      const token = connection.request.headers["x-amz-security-token"];
      const message = `Canonical: host:x\nx-amz-security-token:${token}`;
      return connection.answer(
        403,
        { "x-amzn-ErrorType": "InvalidSignatureException" },
        JSON.stringify({ message, key: identity.secretAccessKey }).replaceAll("/", "\\/"),
      );
    });
    const failure = await failureOf(
      invoke(request, options(endpoint), new AbortController().signal),
    );
    const everything = JSON.stringify(failure.toRecord());
    assert.equal(failure.kind, "credentials");
    assert.match(failure.message, /x-amz-security-token:\(redacted\)/);
    assert.doesNotMatch(everything, /marked/);
  });
});
