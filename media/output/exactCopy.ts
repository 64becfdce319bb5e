/**
 * Copies a selection inside the model's text exactly as the model sent it. The browser's own way
 * would add a line feed at each border of two text blocks that cut a long line.
 */
export function exactCopy(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount !== 1) return;
  const range = selection.getRangeAt(0);
  const common = range.commonAncestorContainer;
  const container = common instanceof Element ? common : common.parentElement;
  if (range.collapsed || !container?.closest("[data-exact]")) return;
  event.clipboardData?.setData("text/plain", range.toString());
  event.preventDefault();
}
