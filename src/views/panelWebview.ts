import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { outputHtml } from "./outputHtml.js";

/** Loads the panel's page into a webview, be it a view's or an editor's; it begins with `ready`. */
export function loadPanelPage(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  const dist = vscode.Uri.joinPath(extensionUri, "dist");
  const media = vscode.Uri.joinPath(extensionUri, "media");
  const address = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
  webview.html = outputHtml({
    cspSource: webview.cspSource,
    scriptUri: address("output.js"),
    timelineUri: address("timeline.js"),
    styleUri: address("output.css"),
    nonce: randomBytes(16).toString("base64"),
    language: { id: vscode.env.language, messages: vscode.l10n.bundle ?? {} },
  });
}
