/** Claude's own name of a model, for example `claude-3-haiku-20240307`; empty for an empty id. */
export function claudeName(baseModelId: string): string {
  return baseModelId.replace(/^anthropic\./, "").replace(/-v\d+(?::\w+)*$/, "");
}
