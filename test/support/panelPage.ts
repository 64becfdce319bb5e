import type { Page } from "playwright-core";
import type { OutputFormat } from "../../src/views/outputProtocol.js";
import { PanelSession } from "../../src/views/panelSession.js";
import type { PanelLanguage } from "../../src/views/outputHtml.js";
import { deliver, english, linkPanels, startPanelServer } from "./panelServer.js";
import { textsForTests } from "./panelTexts.js";
import type { ProjectedRun } from "../../src/views/runProjection.js";
import { openBrowser } from "./browser.js";

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
  language: PanelLanguage = english,
): Promise<PanelPage> {
  const server = await startPanelServer(language);
  const { origin } = server;
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
  await linkPanels(page, () => session);
  session.attach((message) => deliver(page.mainFrame(), message));
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
      await server.close();
    },
  };
}
