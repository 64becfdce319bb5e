import type * as vscode from "vscode";

/** The model that a document was sent to whose text is a bare body. */
export function bodyModel(memory: vscode.Memento, uri: vscode.Uri): string | undefined {
  const stored = memory.get<unknown>(keyOf(uri));
  return typeof stored === "string" ? stored : undefined;
}

export async function rememberBodyModel(
  memory: vscode.Memento,
  uri: vscode.Uri,
  modelId: string,
): Promise<void> {
  await memory.update(keyOf(uri), modelId);
}

function keyOf(uri: vscode.Uri): string {
  return `bodyModelId ${uri.toString()}`;
}
