import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BodyMemory, MAX_BODY_BYTES } from "../../../src/sandbox/bodyMemory.js";
import { listen, type Listener } from "../../../src/sandbox/listener.js";
import { isRefusal } from "../../../src/sandbox/refusal.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { errorOf, rawRequest, titanRequest } from "./rawRequest.js";
import { until } from "../../support/until.js";

/** A connection, and all that is heard on it. */
function connect(port: number): { socket: net.Socket; heard: () => string } {
  const socket = net.connect(port, "127.0.0.1");
  let heard = "";
  socket.on("error", () => undefined).on("data", (data) => (heard += data.toString("latin1")));
  return { socket, heard: () => heard };
}

describe("the sandbox's memory for bodies", () => {
  describe("of callers that it does not know", () => {
    let sandbox: Sandbox;
    before(async () => (sandbox = await startSandbox({ paceMs: 0 })));
    after(() => sandbox.close());
    const port = (): number => Number(new URL(sandbox.endpoint).port);

    const signature = (rest: string): string =>
      `Authorization: AWS4-HMAC-SHA256 Credential=${rest}, SignedHeaders=host, Signature=00`;
    const today = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const strangers: readonly (readonly [who: string, lines: () => readonly string[]])[] = [
      ["have no credentials", () => []],
      ["have another bearer token", () => ["Authorization: Bearer ABSKother"]],
      [
        "have another access key",
        () => [signature(`AKIAOTHER/${today().slice(0, 8)}/us-east-1/bedrock/aws4_request`)],
      ],
      [
        "have another secret and say what their body will be",
        () => [
          signature(`${sandbox.accessKeyId}/${today().slice(0, 8)}/us-east-1/bedrock/aws4_request`),
          `X-Amz-Date: ${today()}`,
          `X-Amz-Content-Sha256: ${"0".repeat(64)}`,
        ],
      ],
      [
        "call it by another name",
        () => [`Authorization: Bearer ${sandbox.bearerToken}`, "Host: evil.example"],
      ],
      [
        "are a web page",
        () => [`Authorization: Bearer ${sandbox.bearerToken}`, "Origin: https://evil.example"],
      ],
    ];
    for (const [who, lines] of strangers) {
      const head = (length: number, ...more: readonly string[]): string => {
        const all = [...lines(), ...more, `Content-Length: ${length}`];
        const host = all.some((line) => line.startsWith("Host"))
          ? []
          : [`Host: 127.0.0.1:${port()}`];
        return `POST /model/x.y/invoke HTTP/1.1\r\n${[...host, ...all].join("\r\n")}\r\n\r\n`;
      };

      it(`stays empty when they ${who}`, async () => {
        const collect = garbageCollector();
        collect();
        const before = process.memoryUsage().arrayBuffers;
        const part = Buffer.alloc(1_000_000, "x");
        const callers = Array.from({ length: 6 }, () => connect(port()));
        for (const { socket } of callers) {
          socket.write(head(MAX_BODY_BYTES));
          for (let sent = 0; sent < 24; sent++) {
            await new Promise((resolve) => socket.write(part, resolve));
          }
        }
        await until("no more than one of them is in memory", () => {
          collect();
          return process.memoryUsage().arrayBuffers - before < 24_000_000;
        });
        // The last one's answer comes when its body has.
        for (const { socket, heard } of callers) {
          socket.write(part);
          await until("the refusal has come", () => /^HTTP\/1.1 40[03] /.test(heard()));
          socket.destroy();
        }
      });

      it(`asks for no body when they ${who}`, async () => {
        const { socket, heard } = connect(port());
        socket.write(head(1_000, "Expect: 100-continue", "Connection: close"));
        await once(socket, "close");
        assert.match(heard(), /^HTTP\/1.1 40[03] /);
      });
    }

    it("takes a body that a known caller sends when it is asked for it", async () => {
      const { path, body } = titanRequest("sandbox: echo\nhi");
      const { socket, heard } = connect(port());
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nConnection: close\r\n` +
          `Authorization: Bearer ${sandbox.bearerToken}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${String(body).length}\r\nExpect: 100-continue\r\n\r\n`,
      );
      await until("the body is asked for", () => heard() === "HTTP/1.1 100 Continue\r\n\r\n");
      socket.write(String(body));
      await once(socket, "close");
      assert.match(heard(), /\r\n\r\nHTTP\/1.1 200 OK\r\n/);
    });
  });

  describe("of callers that it knows", () => {
    let memory: BodyMemory;
    let listener: Listener;
    let release: (() => void) | undefined;
    beforeEach(async () => {
      memory = new BodyMemory(10_000);
      release = undefined;
      listener = await listen(0, (exchange) => {
        void memory.hold(exchange).then(
          (held) => {
            if (isRefusal(held)) return exchange.respond(held.status, {}, "");
            if (exchange.target === "/keep") release = held.release;
            else held.release();
            exchange.respond(200, {}, String(held.bytes.length));
          },
          () => undefined,
        );
      });
    });
    afterEach(() => listener.close());

    const ask = async (target: string, length: number): Promise<number> => {
      const body = Buffer.alloc(length, "x");
      const url = `http://127.0.0.1:${listener.port}${target}`;
      const response = await fetch(url, { method: "POST", body });
      await response.text();
      return response.status;
    };

    it("is shared, and free again for the next", async () => {
      assert.equal(await ask("/keep", 6_000), 200);
      assert.equal(await ask("/", 6_000), 429);
      release?.();
      for (let i = 0; i < 5; i++) assert.equal(await ask("/", 6_000), 200);
    });

    it("is free again when they leave in the middle of a body", async () => {
      for (let i = 0; i < 5; i++) {
        const { socket } = connect(listener.port);
        socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n");
        await new Promise((resolve) => socket.write("x".repeat(8_000), resolve));
        socket.destroy();
      }
      await until("all of it is free", async () => (await ask("/", 9_000)) === 200);
    });

    it("counts what the pieces of a body take themselves", async () => {
      const { socket, heard } = connect(listener.port);
      socket.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      socket.write(`${"1\r\nx\r\n".repeat(1_000)}0\r\n\r\n`);
      await until("an answer has come", () => heard().includes("\r\n\r\n"));
      assert.match(heard(), /^HTTP\/1.1 429 /);
      socket.destroy();
    });
  });

  it("forgets logged bodies when there are too many, the oldest first", async () => {
    const sandbox = await startSandbox({ paceMs: 0 });
    try {
      for (let i = 0; i < 4; i++) {
        const answer = await rawRequest(sandbox, {
          ...titanRequest(""),
          body: String(i).repeat(4_000_000),
        });
        assert.equal(errorOf(answer).type, "ValidationException");
      }
      await until("all have ended", () => sandbox.requests.every(({ ended }) => ended));
      const kept = sandbox.requests.map(({ body }) => body.length);
      assert.deepEqual(kept, [0, 0, 4_000_000, 4_000_000]);
    } finally {
      await sandbox.close();
    }
  });
});

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
