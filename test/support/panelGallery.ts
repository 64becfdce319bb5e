import type { Frame, Page } from "playwright-core";
import { PanelSession } from "../../src/views/panelSession.js";
import type { PageId } from "../../src/views/pagesProtocol.js";
import type { OutputTexts, ProjectedRun } from "../../src/views/runProjection.js";
import { axeViolations } from "./axe.js";
import { openBrowser } from "./browser.js";
import { deliver, linkPanels, startPanelServer } from "./panelServer.js";
import { textsForTests } from "./panelTexts.js";
import type { ThemeStyle } from "./themeStyle.js";
import { until } from "./until.js";

/** One state of the panel. */
export interface Exhibit {
  readonly name: string;
  /** Oldest first; the last one is shown. None shows the empty panel. */
  readonly runs: readonly ProjectedRun[];
  /** The answer by default. */
  readonly page?: PageId;
  /** The runs have moved into an editor. */
  readonly isAway?: boolean;
}

const height: Readonly<Record<number, number>> = { 180: 660, 560: 520, 1600: 430 };
const columns: Readonly<Record<number, number>> = { 180: 12, 560: 4, 1600: 2 };
const perSheet = 12;

const sampleActions: OutputTexts["actions"] = ({ failure }) =>
  failure
    ? [
        { actionId: "selectModel", label: "Choose Another Model" },
        { actionId: "runAgain", label: "Run Again" },
      ]
    : [];

/** Every exhibit in a frame of its own, all on one page: a picture takes a dozen of them. */
export class PanelGallery {
  private constructor(
    private readonly page: Page,
    private readonly exhibits: readonly Exhibit[],
    readonly close: () => Promise<void>,
  ) {}

  static async open(exhibits: readonly Exhibit[]): Promise<PanelGallery> {
    const server = await startPanelServer();
    const browser = await openBrowser(process.env);
    const page = await browser.newPage();
    const hosts = new Map(exhibits.map((exhibit) => [exhibit.name, new ExhibitHost(exhibit)]));
    await linkPanels(page, (frame) => hosts.get(nameOf(frame)));
    await page.goto(`${server.origin}/gallery`);
    await page.evaluate(
      (names) => {
        document.body.replaceChildren(
          ...names.map((name) => {
            const frame = document.createElement("iframe");
            Object.assign(frame, { width: 560, height: 520 });
            frame.src = `/?exhibit=${encodeURIComponent(name)}`;
            const caption = document.createElement("figcaption");
            caption.textContent = name;
            const figure = document.createElement("figure");
            figure.append(caption, frame);
            return figure;
          }),
        );
      },
      [...hosts.keys()],
    );
    const gallery = new PanelGallery(page, exhibits, async () => {
      for (const host of hosts.values()) host.close();
      await browser.close();
      await server.close();
    });
    await Promise.all(
      [...hosts].map(async ([name, host]) => {
        const frame = await until(`there is a frame for ${name}`, () => frameOf(page, name));
        host.attach(frame);
        await frame.locator(".panel").waitFor();
      }),
    );
    return gallery;
  }

  frame(name: string): Frame {
    const frame = frameOf(this.page, name);
    if (!frame) throw new Error(`There is no exhibit ${name}.`);
    return frame;
  }

  /** Waits until each shows what it is about. */
  async settle(): Promise<void> {
    for (const { name, runs, page = "answer" } of this.exhibits) {
      const frame = this.frame(name);
      const isEnded = runs.at(-1)?.state.type === "ended";
      if (isEnded) await frame.locator("body[data-state=ended]").waitFor();
      if (page === "answer") continue;
      await frame.locator(`[data-page=${page}].page-tab`).click();
      await frame.locator(readyOf[page]).first().waitFor();
    }
  }

  async setTheme({ variables, bodyClass, kind, defaults }: ThemeStyle): Promise<void> {
    for (const { name } of this.exhibits) {
      await this.frame(name).evaluate(
        (style) => {
          const background = "background-color: var(--vscode-sideBar-background)";
          // Not the attribute: the page's policy refuses that.
          document.documentElement.style.cssText = `${style.variables};${background}`;
          document.body.className = style.bodyClass;
          document.body.dataset["vscodeThemeKind"] = style.kind;
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(style.defaults);
          document.adoptedStyleSheets = [sheet];
        },
        { variables, bodyClass, kind, defaults },
      );
    }
  }

  /** Saves pictures with a dozen exhibits each; their names end in a number. */
  async photograph(width: number, file: string): Promise<void> {
    const across = columns[width] ?? 1;
    const down = Math.ceil(perSheet / across);
    // All of a sheet is in view: what is not is not drawn either.
    await this.page.setViewportSize({
      width: across * (width + 12) + 12,
      height: down * ((height[width] ?? 600) + 40),
    });
    for (let from = 0; from < this.exhibits.length; from += perSheet) {
      await this.page.evaluate(
        (look) => {
          document.body.style.cssText = `display: grid; gap: 12px; margin: 12px; background: #888;
            grid-template-columns: repeat(${look.across}, ${look.width}px)`;
          for (const [at, figure] of [...document.querySelectorAll("figure")].entries()) {
            const isShown = at >= look.from && at < look.from + look.perSheet;
            figure.style.cssText = `margin: 0; display: ${isShown ? "block" : "none"};
              font: 12px sans-serif`;
            const frame = figure.querySelector("iframe");
            if (frame) {
              frame.style.cssText = `display: block; border: 0; width: ${look.width}px;
                height: ${look.height}px`;
            }
          }
        },
        { across, width, from, perSheet, height: height[width] ?? 600 },
      );
      await this.page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))),
      );
      await this.page.screenshot({ path: `${file}-${from / perSheet + 1}.png`, fullPage: true });
    }
  }

  /** What axe-core finds wrong, by exhibit. */
  async violations(rules?: readonly string[]): Promise<readonly string[]> {
    await this.page.evaluate(() => {
      for (const figure of document.querySelectorAll("figure")) figure.style.display = "block";
    });
    const found: string[] = [];
    for (const { name } of this.exhibits) {
      const wrong = await axeViolations(this.frame(name), rules);
      found.push(...wrong.map((one) => `${name}: ${one}`));
    }
    return found;
  }

  /** Exhibits that are wider than their frame. */
  async overflowing(): Promise<readonly string[]> {
    const wide: string[] = [];
    for (const { name } of this.exhibits) {
      const parts = await this.frame(name).evaluate(() => {
        const width = document.documentElement.clientWidth;
        return [...document.querySelectorAll(".panel :not(.progress-bar, .plot *)")]
          .filter((one) => {
            const box = one.getBoundingClientRect();
            if (box.width === 0 || box.right <= width + 1) return false;
            // What scrolls in itself, or is cut with an ellipsis, is meant to be wider.
            for (let up: Element | null = one; up; up = up.parentElement) {
              const { overflowX, textOverflow, clipPath } = getComputedStyle(up);
              if (/auto|scroll/.test(overflowX) || clipPath !== "none") return false;
              if (overflowX === "hidden" && textOverflow === "ellipsis") return false;
            }
            return true;
          })
          .map((one) => `${one.tagName}.${one.className}`);
      });
      if (parts[0] !== undefined) wide.push(`${name}: ${parts[0]}`);
    }
    return wide;
  }
}

const readyOf: Readonly<Record<Exclude<PageId, "answer">, string>> = {
  events: ".event-row[data-at]",
  timeline: ".plot canvas",
  request: "[data-part=answerHeads] dt",
};

function frameOf(page: Page, name: string): Frame | undefined {
  return page.frames().find((frame) => nameOf(frame) === name);
}

function nameOf(frame: Frame): string {
  return new URL(frame.url() || "about:blank").searchParams.get("exhibit") ?? "";
}

/** The host's side of one exhibit. */
class ExhibitHost {
  private readonly session: PanelSession | undefined;
  private frame: Frame | undefined;

  constructor({ runs, isAway }: Exhibit) {
    const idle = () => undefined;
    if (isAway) return;
    this.session = new PanelSession({
      runs: { all: runs, onDidChange: () => idle },
      format: () => "markdown",
      texts: { ...textsForTests, actions: sampleActions },
      log: idle,
      actions: {
        ...{ stop: idle, copy: idle, runAgain: idle, tryNow: idle, act: idle, command: idle },
        ...{ copyText: idle, insertText: idle, openLink: idle },
        ...{ saveEvents: idle, saveRawBytes: idle },
      },
    });
  }

  attach(frame: Frame): void {
    this.frame = frame;
    this.session?.attach((message) => deliver(frame, message));
    // It has said so before anybody listened.
    this.receive({ type: "ready" });
  }

  receive(message: unknown): void {
    if (this.session) this.session.receive(message);
    else if (this.frame) deliver(this.frame, { type: "away" });
  }

  close(): void {
    this.session?.dispose();
  }
}
