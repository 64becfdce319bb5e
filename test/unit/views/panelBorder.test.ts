import assert from "node:assert/strict";
import { linkTarget } from "../../../src/views/linkTarget.js";
import { outputHtml } from "../../../src/views/outputHtml.js";
import { parseFromPanel, requestIdOf } from "../../../src/views/parseFromPanel.js";
import { parseToPanel } from "../../../media/output/parseToPanel.js";

describe("the border between host and panel", () => {
  it("takes the panel's messages and nothing else", () => {
    const request = { type: "openLink", url: "https://example.com" };
    for (const message of [
      { type: "ready" },
      { type: "painted", sequence: 3 },
      {
        type: "reading",
        reading: { runId: "a", page: "events", block: 4, offset: 1.5, isFollowing: false },
      },
      { type: "request", requestId: 1, request },
    ]) {
      assert.deepEqual(parseFromPanel(message), message);
    }
    for (const nonsense of [
      undefined,
      null,
      "ready",
      [],
      {},
      { type: "constructor" },
      { type: "painted" },
      { type: "painted", sequence: "3" },
      { type: "reading", reading: { runId: "a", page: "other", block: 0, offset: 0 } },
      { type: "request", requestId: 1, request: { type: "stop" } },
      { type: "request", requestId: 1, request: { type: "command", command: "quit" } },
      { type: "request", requestId: 1, request: { type: "setFormat", format: "html" } },
    ]) {
      assert.equal(parseFromPanel(nonsense), undefined, JSON.stringify(nonsense));
    }
  });

  it("finds the number of a request that makes no sense otherwise", () => {
    assert.equal(requestIdOf({ type: "request", requestId: 4, request: 5 }), 4);
    assert.equal(requestIdOf({ type: "painted", requestId: 4 }), undefined);
  });

  it("refuses what the host never says", () => {
    for (const nonsense of [
      { type: "delta" },
      { type: "delta", sequence: 1, hostNow: 1, shown: { runId: "a", pieces: [{ type: "open" }] } },
      { type: "answer", requestId: 1, outcome: { type: "ok", text: 5 } },
      { type: "snapshot", sequence: 1, hostNow: 1, format: "plain" },
    ]) {
      assert.equal(parseToPanel(nonsense), undefined, JSON.stringify(nonsense));
    }
  });

  it("opens web and mail addresses only", () => {
    for (const url of [
      "https://example.com/a?b#c",
      "http://example.com/",
      "mailto:a@example.com",
    ]) {
      assert.equal(linkTarget(url), url);
    }
    for (const url of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      "command:workbench.action.quit",
      "vscode://file/etc/passwd",
      "file:///etc/passwd",
      "data:text/html,x",
      "blob:https://example.com/1",
      "//example.com",
      "example.com",
      "",
    ]) {
      assert.equal(linkTarget(url), undefined, url);
    }
  });

  it("allows the page its own script, styles and fonts, images as data, and nothing more", () => {
    const page = outputHtml({
      cspSource: "https://*.vscode-cdn.net",
      scriptUri: 'https://file"+.vscode-cdn.net/dist/output.js',
      timelineUri: "https://file+.vscode-cdn.net/dist/timeline.js",
      styleUri: "https://file+.vscode-cdn.net/dist/output.css",
      nonce: "bm9uY2U=",
      language: { id: "de", messages: { Stop: "</script><script>" } },
    });
    assert.match(page, /default-src 'none'; script-src 'nonce-bm9uY2U='; /);
    assert.doesNotMatch(page, /unsafe-/);
    assert.ok(page.includes("https://file&quot;+.vscode-cdn.net"), "addresses are escaped");
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.equal(page.match(/<\/script/g)?.length, 2, "no message ends its block");
    assert.match(page, /<script type="application\/json" id="language">/);
  });
});
