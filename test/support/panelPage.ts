import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import type { Page } from "playwright-core";
import { parseJson } from "../../src/request/json.js";
import type { OutputFormat } from "../../src/views/outputProtocol.js";
import { outputHtml, type PanelLanguage } from "../../src/views/outputHtml.js";
import { PanelSession } from "../../src/views/panelSession.js";
import { textsForTests } from "./panelTexts.js";
import type { ProjectedRun } from "../../src/views/runProjection.js";
import { openBrowser } from "./browser.js";
import { addressOf } from "./listening.js";

const nonce = "bm9uY2U";
const contentTypes = new Map([
  [".js", "text/javascript"],
  [".css", "text/css"],
  [".ttf", "font/ttf"],
]);

/**
 * The panel as it ships (page, policy, script) with the host's own session behind it, in a browser
 * without VS Code: for what has to be tried hundreds of times.
 */
export interface PanelPage {
  readonly page: Page;
  /** What the panel asked the host to do. */
  readonly asked: readonly (readonly [name: string, argument: unknown])[];
  /** Addresses outside that anything on the page tried to reach. */
  readonly reached: readonly string[];
  /** Shows a run. */
  show(run: ProjectedRun & { onDidChange(listener: () => void): unknown }): void;
  close(): Promise<void>;
}

export async function openPanelPage(
  format: OutputFormat,
  language: PanelLanguage = { id: "en", messages: {} },
): Promise<PanelPage> {
  const server = http.createServer((request, response) => serve(request, response, language));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${addressOf(server).port}`;
  const browser = await openBrowser(process.env);
  const page = await browser.newPage({ viewport: { width: 420, height: 640 } });
  const runs: ProjectedRun[] = [];
  const listeners = new Set<() => void>();
  const asked: [string, unknown][] = [];
  const reached: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) reached.push(url);
  });
  const note = (name: string) => (argument: unknown) => void asked.push([name, argument]);
  const session = new PanelSession({
    runs: {
      all: runs,
      onDidChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    format: () => format,
    texts: textsForTests,
    log: note("log"),
    actions: {
      ...{ stop: note("stop"), copy: note("copy"), runAgain: note("runAgain") },
      ...{ tryNow: note("tryNow"), act: note("act"), command: note("command") },
      ...{ copyText: note("copyText"), insertText: note("insertText") },
      ...{ saveEvents: note("saveEvents"), saveRawBytes: note("saveRawBytes") },
      openLink: note("openLink"),
    },
  });
  await connect(page, session);
  await page.goto(origin);
  await page.locator(".panel").waitFor();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    page,
    asked,
    reached,
    show: (run) => {
      runs.push(run);
      run.onDidChange(tell);
      tell();
    },
    close: async () => {
      session.dispose();
      await browser.close();
      server.close();
    },
  };
}

/** Messages travel as JSON text: halves of surrogate pairs would not pass the browser's debugger. */
async function connect(page: Page, session: PanelSession): Promise<void> {
  await page.exposeFunction("toHost", (text: string) => session.receive(parseJson(text)));
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
  session.attach((message) => {
    const deliver = (text: string) => window.postMessage(JSON.parse(text), "*");
    // A message to a page that is being closed has no reader.
    page.evaluate(deliver, JSON.stringify(message)).catch(() => undefined);
  });
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
  const file = path.resolve("dist", path.basename(pathname));
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-type", contentTypes.get(path.extname(file)) ?? "text/plain");
  response.end(fs.readFileSync(file));
}
