import * as l10n from "../../../src/l10n.js";
import { byteSize } from "../../../src/views/amounts.js";
import type { SentRequest } from "../../../src/views/pagesProtocol.js";
import { confirmOn, iconButton, textButton } from "../buttons.js";
import type { CodeColors } from "../code/codeColors.js";
import { paintedText } from "../code/paintedText.js";
import { element } from "../dom.js";
import { factList } from "../factList.js";
import { AnswerHeadList } from "./answerHeadList.js";
import { headerList } from "./headerList.js";
import { failureOf, type PageHost, type RunPage } from "./runPage.js";

/** What was sent: address, headers, body; and the headers of what came back. */
export class RequestPage implements RunPage {
  readonly element = element("section", {
    class: "page request-page",
    attributes: {
      ...{ id: "request", role: "tabpanel", "aria-labelledby": "tab-request", tabindex: "0" },
    },
  });
  private runId: string | undefined;
  private isPretty = true;
  private readonly heads: AnswerHeadList;

  constructor(
    private readonly host: PageHost,
    private readonly colors: CodeColors,
  ) {
    this.heads = new AnswerHeadList(host);
  }

  open(runId: string): void {
    if (this.runId === runId) return;
    this.runId = runId;
    this.heads.open(runId);
    void this.load();
  }

  close(): void {
    this.runId = undefined;
    this.heads.close();
    this.colors.clear();
    this.element.replaceChildren();
  }

  /** A request does not change; its answers come. */
  didChange(): void {
    this.heads.didChange();
  }

  private async load(): Promise<void> {
    const { runId, isPretty } = this;
    if (runId === undefined) return;
    const outcome = await this.host.request({ type: "sentRequest", runId, isPretty });
    if (this.runId !== runId || this.isPretty !== isPretty) return;
    if (outcome.type === "ok" && outcome.reply?.type === "sentRequest") this.show(outcome.reply);
    else this.element.replaceChildren(element("p", { class: "page-note" }, failureOf(outcome)));
  }

  private show(request: SentRequest): void {
    this.colors.clear();
    const body = element("div", {
      class: "request-body",
      part: "requestBody",
      attributes: { "data-exact": "" },
    });
    paintedText(body, request.body, "json", this.colors);
    const copyText = (text: string) => this.host.act({ type: "copyText", text }, l10n.t("Copied."));
    this.element.replaceChildren(
      element(
        "div",
        { class: "page-content" },
        element("p", { class: "request-line", part: "requestLine" }, request.line),
        factList(request.facts, copyText),
        element("h2", { class: "page-title" }, l10n.t("Request headers")),
        headerList(request.headers),
        this.heads.element,
        this.bodyHead(request, copyText),
        body,
        ...(request.isCut ? [cutNote()] : []),
      ),
    );
  }

  private bodyHead(
    request: SentRequest,
    copyText: (text: string) => Promise<boolean>,
  ): HTMLElement {
    const label = this.isPretty ? l10n.t("Show as Sent") : l10n.t("Lay Out");
    const toggle = textButton({ label, action: "prettyBody" }, () => {
      this.isPretty = !this.isPretty;
      void this.load().then(() => {
        this.element.querySelector<HTMLElement>("[data-action=prettyBody]")?.focus();
      });
    });
    toggle.classList.add("small");
    const copy = iconButton(
      { icon: "copy", name: l10n.t("Copy Body"), action: "copyBody" },
      (button) => {
        void copyText(request.body).then((hasWorked) => {
          if (hasWorked) confirmOn(button, "copy");
        });
      },
    );
    return element(
      "div",
      { class: "page-head" },
      element("h2", { class: "page-title" }, l10n.t("Body")),
      element("span", { class: "quiet" }, byteSize(request.bodyBytes)),
      element("span", { class: "spring" }),
      toggle,
      ...(request.isCut ? [] : [copy]),
    );
  }
}

function cutNote(): HTMLElement {
  return element(
    "p",
    { class: "quiet" },
    l10n.t("The body goes on; only its beginning is shown here."),
  );
}
