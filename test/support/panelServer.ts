import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import type { Frame, Page } from "playwright-core";
import { parseJson } from "../../src/request/json.js";
import { outputHtml, type PanelLanguage } from "../../src/views/outputHtml.js";
import type { ToPanel } from "../../src/views/outputProtocol.js";
import { addressOf } from "./listening.js";

const nonce = "bm9uY2U";
const contentTypes = new Map([
  [".js", "text/javascript"],
  [".css", "text/css"],
  [".ttf", "font/ttf"],
]);

export const english: PanelLanguage = { id: "en", messages: {} };

/** Serves the panel's page and what belongs to it, with the policy that it has inside VS Code. */
export async function startPanelServer(
  language: PanelLanguage = english,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => serve(request, response, language));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${addressOf(server).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Gives every frame of a page the way to its host. */
export async function linkPanels(
  page: Page,
  hostOf: (frame: Frame) => { receive(message: unknown): void } | undefined,
): Promise<void> {
  await page.exposeBinding("toHost", ({ frame }, text: string) =>
    hostOf(frame)?.receive(parseJson(text)),
  );
  await page.addInitScript(() => {
    let state: unknown;
    const api = {
      postMessage: (message: unknown) =>
        // The function that was just exposed.
        Reflect.apply(Reflect.get(globalThis, "toHost"), undefined, [JSON.stringify(message)]),
      getState: () => state,
      setState: (next: unknown) => (state = next),
    };
    Object.assign(globalThis, { acquireVsCodeApi: () => api });
  });
}

/** Messages travel as JSON text: halves of surrogate pairs would not pass the browser's debugger. */
export function deliver(frame: Frame, message: ToPanel): void {
  const post = (text: string) => window.postMessage(JSON.parse(text), "*");
  // A message to a page that is being closed has no reader.
  frame.evaluate(post, JSON.stringify(message)).catch(() => undefined);
}

function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  language: PanelLanguage,
): void {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname === "/") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(
      outputHtml({
        cspSource: `http://${request.headers.host ?? ""}`,
        scriptUri: "/output.js",
        timelineUri: "/timeline.js",
        styleUri: "/output.css",
        nonce,
        language,
      }),
    );
    return;
  }
  if (pathname === "/gallery") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!DOCTYPE html><title>Gallery</title>");
    return;
  }
  const file = path.resolve("dist", path.basename(pathname));
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-type", contentTypes.get(path.extname(file)) ?? "text/plain");
  response.end(fs.readFileSync(file));
}
