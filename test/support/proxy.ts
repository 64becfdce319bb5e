import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import { addressOf } from "./listening.js";

/** One request that a client made of the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** `host:port` of a CONNECT, the whole URL of a plain request. */
  readonly target: string;
  /** `Proxy-Authorization` as it came. */
  readonly authorization?: string;
}

export interface ProxyOptions {
  /** Where a tunnel for `host:port` leads to instead: a port of this machine. Others are refused. */
  readonly routes: Readonly<Record<string, number>>;
  /** `user:password` that a client has to show; others are answered 407. */
  readonly login?: string;
  /** Takes every request and says nothing. */
  readonly silent?: boolean;
  /** Answers everything with this page instead. */
  readonly refusal?: { readonly status: number; readonly page: string };
}

export interface TestProxy {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly requests: readonly ProxiedRequest[];
  /** Connections of clients that are open now. */
  open(): number;
  close(): Promise<void>;
}

/**
 * A forward proxy on 127.0.0.1: CONNECT for https, absolute URLs for http. Names are looked up in
 * `routes` alone, so a name that exists nowhere proves that the proxy resolved it.
 */
export async function startProxy(options: ProxyOptions, port = 0): Promise<TestProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<net.Socket>();
  const note = (request: http.IncomingMessage): void => {
    const authorization = request.headers["proxy-authorization"];
    requests.push({
      method: request.method ?? "",
      target: request.url ?? "",
      ...(authorization !== undefined && { authorization }),
    });
  };
  const server = http.createServer((request, response) => {
    note(request);
    forward(request, response, options);
  });
  server.on("connect", (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    note(request);
    if (!options.silent) tunnel(request, client, head, options);
  });
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: chosen } = addressOf(server);
  return {
    port: chosen,
    url: `http://127.0.0.1:${chosen}`,
    requests,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** What keeps a client out, if anything does. */
function refusalOf(
  request: http.IncomingMessage,
  { login, refusal }: ProxyOptions,
): { status: number; headers: Record<string, string>; page: string } | undefined {
  if (refusal) return { ...refusal, headers: { "content-type": "text/html" } };
  if (login === undefined) return undefined;
  const wanted = `Basic ${Buffer.from(login).toString("base64")}`;
  if (request.headers["proxy-authorization"] === wanted) return undefined;
  return {
    status: 407,
    headers: { "content-type": "text/html", "proxy-authenticate": 'Basic realm="test"' },
    page: "<html><title>Who are you?</title></html>",
  };
}

function tunnel(
  request: http.IncomingMessage,
  client: net.Socket,
  head: Buffer,
  options: ProxyOptions,
): void {
  const refused = refusalOf(request, options);
  const port = options.routes[request.url ?? ""];
  if (refused || port === undefined) {
    const { status, headers, page } = refused ?? noRoute;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = `content-length: ${Buffer.byteLength(page)}\r\n`;
    const first = `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}\r\n`;
    client.end(`${first}${lines.join("")}${length}connection: close\r\n\r\n${page}`);
    return;
  }
  const server = net.connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on("error", () => client.destroy());
  server.on("close", () => client.destroy());
  client.on("close", () => server.destroy());
}

const noRoute = {
  status: 502,
  headers: { "content-type": "text/html" },
  page: "<html><title>No such host</title></html>",
};

function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: ProxyOptions,
): void {
  const url = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : undefined;
  const refused = refusalOf(request, options);
  const port = options.routes[`${url?.hostname}:${url?.port || "80"}`];
  if (refused || !url || port === undefined) {
    const { status, headers, page } = refused ?? noRoute;
    response.writeHead(status, headers).end(page);
    return;
  }
  const onward = http.request(
    {
      host: "127.0.0.1",
      port,
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}
