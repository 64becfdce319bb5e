const allowed: ReadonlySet<string> = new Set(["https:", "http:", "mailto:"]);

/**
 * The address a link in a model's text may open, or undefined. Everything that could run or load
 * something here (`javascript:`, `command:`, `vscode:`, `file:`, `data:`) is none.
 */
export function linkTarget(url: string): string | undefined {
  // URL.parse would do, and is too new for the oldest supported host.
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return allowed.has(parsed.protocol) ? parsed.href : undefined;
}
