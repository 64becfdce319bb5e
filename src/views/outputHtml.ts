/** What the page speaks. */
export interface PanelLanguage {
  /** As Intl takes it, for example `de`. */
  readonly id: string;
  /** By the English message; none in an English window. */
  readonly messages: Readonly<Record<string, string>>;
}

/** The panel's page: no text of a model is in it, the panel's code builds the rest. */
export function outputHtml(page: {
  /** `webview.cspSource`: files of this extension that `localResourceRoots` allows. */
  readonly cspSource: string;
  readonly scriptUri: string;
  /** What draws the timeline, loaded when it is looked at. */
  readonly timelineUri: string;
  readonly styleUri: string;
  /** Fresh from node:crypto for each page. */
  readonly nonce: string;
  readonly language: PanelLanguage;
}): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    // Images that a model returned as data; remote ones never load.
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language.id)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bedrock Stream</title>
<link rel="stylesheet" href="${escapeAttribute(page.styleUri)}">
</head>
<body data-state="loading">
<script type="application/json" id="language">${escapeScript(page.language)}</script>
<script nonce="${page.nonce}" src="${escapeAttribute(page.scriptUri)}" data-timeline="${escapeAttribute(page.timelineUri)}"></script>
</body>
</html>`;
}

/** As JSON in which no tag can begin or end. */
function escapeScript(value: PanelLanguage): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
