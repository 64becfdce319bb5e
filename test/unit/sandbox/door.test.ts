import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import os from "node:os";
import { listen, type Listener } from "../../../src/sandbox/listener.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { rawRequest } from "./rawRequest.js";

/** Addresses of this machine that others reach it by. */
const outside = Object.values(os.networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  // Link-local ones need the name of an interface, too.
  .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));

const hello = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

/** Resolves with what happens to a connection that asks for something. */
function knock(host: string, port: number, said = hello): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    let heard = "";
    socket.on("connect", () => socket.write(said));
    socket.on("data", (data) => (heard += data.toString()));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    socket.on("close", () => resolve(heard));
  });
}

describe("the sandbox's door", () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ paceMs: 0 })));
  after(() => sandbox.close());
  const port = () => Number(new URL(sandbox.endpoint).port);

  for (const { address } of [...outside, { address: "::1" }]) {
    it(`is not at ${address}`, async () => {
      assert.match(await knock(address, port()), /^(?:ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH)$/);
    });
  }

  describe("where it is open to all addresses", () => {
    let listener: Listener;
    let asked = 0;
    const answer = (exchange: Parameters<Parameters<typeof listen>[1]>[0]) => {
      asked += 1;
      exchange.respond(200, {}, "in");
    };
    afterEach(() => listener.close());

    it("lets this machine in and no other peer", async function () {
      if (outside.length === 0) this.skip();
      for (const host of ["0.0.0.0", "::"]) {
        listener = await listen(0, answer, { host }).catch(() => this.skip());
        asked = 0;
        const ipVersion = host === "::" ? undefined : "IPv4";
        for (const { address, family } of outside) {
          if (family !== (ipVersion ?? family)) continue;
          assert.match(await knock(address, listener.port), /^(?:ECONNRESET)?$/, address);
        }
        assert.equal(asked, 0);
        const response = await fetch(`http://127.0.0.1:${listener.port}/`);
        assert.equal(await response.text(), "in");
        await listener.close();
      }
    });
  });

  const names = (own: number) => [
    `127.0.0.1.nip.io:${own}`,
    `localhost.evil.example:${own}`,
    `evil.example:${own}`,
    `localtest.me:${own}`,
    `0.0.0.0:${own}`,
    `127.1:${own}`,
    `2130706433:${own}`,
    `[::ffff:127.0.0.1]:${own}`,
    `localhost.:${own}`,
    `127.0.0.1:${own}@evil.example`,
    `127.0.0.1:${own},evil.example`,
  ];

  it("knows no name that leads to 127.0.0.1 but its own", async () => {
    for (const host of names(port())) {
      const answer = await rawRequest(sandbox, { path: "/foundation-models", headers: { host } });
      assert.equal(answer.status, 403, host);
    }
  });

  it("takes its own name without the port, as clients write it that sign the header themselves", async () => {
    for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
      const answer = await rawRequest(sandbox, { path: "/foundation-models", headers: { host } });
      assert.equal(answer.status, 200, host);
    }
  });

  it("takes a whole URL as its target, if the URL is its own", async () => {
    const ask = (authority: string): Promise<string> => {
      const own = `Host: 127.0.0.1:${port()}\r\nAuthorization: Bearer ${sandbox.bearerToken}`;
      const target = `http://${authority}/foundation-models`;
      return knock(
        "127.0.0.1",
        port(),
        `GET ${target} HTTP/1.1\r\n${own}\r\nConnection: close\r\n\r\n`,
      );
    };
    assert.match(await ask(`127.0.0.1:${port()}`), /^HTTP\/1.1 200 /);
    assert.match(await ask("evil.example"), /^HTTP\/1.1 403 /);
  });

  it("wants to be called by its name", async () => {
    const own = `Host: 127.0.0.1:${port()}\r\n`;
    const key = `Authorization: Bearer ${sandbox.bearerToken}\r\n`;
    for (const line of ["", "Host:\r\n", `${own}Host: evil.example\r\n`, `${own}${own}`]) {
      const request = `GET /foundation-models HTTP/1.1\r\n${key}${line}Connection: close\r\n\r\n`;
      assert.match(await knock("127.0.0.1", port(), request), /^HTTP\/1.1 (?:400|403) /, line);
    }
  });

  it("has every way of asking refused to pages and foreign names", async () => {
    const key = `Authorization: Bearer ${sandbox.bearerToken}\r\nConnection: close\r\n`;
    const own = `Host: 127.0.0.1:${port()}\r\n`;
    const foreign = [
      "Host: evil.example\r\n",
      `${own}Origin: https://evil.example\r\n`,
      `${own}Origin: ${sandbox.endpoint}\r\nOrigin: https://evil.example\r\n`,
    ];
    const paths = ["/", "/foundation-models", "/model/x.y/invoke", "*", "//"];
    const methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"];
    const asked = foreign.flatMap((lines) => [
      ...methods.flatMap((method) => paths.map((path) => `${method} ${path} HTTP/1.1\r\n${lines}`)),
      `GET / HTTP/1.1\r\n${lines}Upgrade: websocket\r\n`,
      `GET / HTTP/1.1\r\n${lines}Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n`,
      `OPTIONS / HTTP/1.1\r\n${lines}Access-Control-Request-Method: POST\r\n`,
      `GET / HTTP/1.0\r\n${lines}`,
    ]);
    for (const request of asked) {
      const heard = await knock("127.0.0.1", port(), `${request}${key}\r\n`);
      assert.match(heard, /^HTTP\/1.1 403 /, request);
      assert.doesNotMatch(heard, /^access-control-/im, request);
    }
    const connect = `CONNECT evil.example:443 HTTP/1.1\r\n${own}${key}\r\n`;
    assert.equal(await knock("127.0.0.1", port(), connect), "");
  });

  it("takes no request that two readers would end at two places", async () => {
    const lines = `Host: 127.0.0.1:${port()}\r\nAuthorization: Bearer ${sandbox.bearerToken}\r\n`;
    const hidden = `GET /foundation-models HTTP/1.1\r\n${lines}\r\n`;
    const frames = [
      `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
      `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      `Content-Length: +0\r\n\r\n${hidden}`,
      `Content-Length: 0, 0\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`,
      `X: y\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    ];
    for (const frame of frames) {
      const heard = await knock("127.0.0.1", port(), `POST / HTTP/1.1\r\n${lines}${frame}`);
      assert.match(heard, /^HTTP\/1.1 400 /, frame);
      assert.equal(heard.match(/HTTP\/1.1 /g)?.length, 1, frame);
    }
  });

  it("takes no head that is too large, and sees the last of many headers", async () => {
    const head = `GET /foundation-models HTTP/1.1\r\nAuthorization: Bearer ${sandbox.bearerToken}\r\nConnection: close\r\n`;
    const own = `Host: 127.0.0.1:${port()}\r\n`;
    const ask = (more: string): Promise<string> =>
      knock("127.0.0.1", port(), `${head}${own}${more}\r\n`);
    assert.match(await ask(`A: ${"x".repeat(20_000)}\r\n`), /^HTTP\/1.1 431 /);
    assert.match(await ask("a:b\r\n".repeat(10_000)), /^HTTP\/1.1 431 /);
    assert.match(await ask("a:\r\n".repeat(2_500)), /^HTTP\/1.1 200 /);
    const late = `${"a:\r\n".repeat(2_500)}Origin: https://evil.example\r\n`;
    assert.match(await ask(late), /^HTTP\/1.1 403 /);
  });

  describe("over HTTP/2", () => {
    async function ask(headers: http2.OutgoingHttpHeaders): Promise<number> {
      const session = http2.connect(sandbox.endpoint);
      try {
        const authorization = `Bearer ${sandbox.bearerToken}`;
        const stream = session.request({
          ":path": "/foundation-models",
          authorization,
          ...headers,
        });
        const [answer] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
        stream.resume();
        return Number(answer[":status"]);
      } finally {
        session.close();
      }
    }

    it("takes its own name", async () => {
      assert.equal(await ask({}), 200);
      assert.equal(await ask({ origin: sandbox.endpoint }), 200);
    });

    it("refuses foreign names and pages", async () => {
      for (const name of names(port())) {
        assert.equal(await ask({ ":authority": name }), 403, name);
        const host = new URL(sandbox.endpoint).host;
        assert.equal(await ask({ ":authority": name, host }), 403, `${name} behind its own name`);
      }
      for (const origin of ["https://evil.example", "null", "vscode-webview://abc"]) {
        assert.equal(await ask({ origin }), 403, origin);
      }
    });
  });
});
