import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { parseRequestArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import { requestOfObject, type SourcedRequest } from "./requestSource.js";
import { requestOfDocument, type DocumentRequestOptions } from "./streamDocument.js";
import { openDocument } from "./streamCommands.js";

const scheme = "bedrock-stream-request";

/** Bodies as they would be sent, in editors that nobody can write into. */
export class SentRequests implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly bodies = new Map<string, string>();
  private shown = 0;
  private readonly registration = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.bodies.delete(uri.toString())),
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.bodies.get(uri.toString()) ??
      vscode.l10n.t("This request was shown in an earlier session.")
    );
  }

  async show({ request, origin }: SourcedRequest): Promise<vscode.Uri> {
    const path = origin?.place.uri.path ?? "/request";
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.bedrock\.jsonc?$/, "");
    this.shown += 1;
    const uri = vscode.Uri.from({
      scheme,
      path: `/${this.shown}/${vscode.l10n.t("{0} (as sent)", name)}.json`,
    });
    this.bodies.set(uri.toString(), request.body);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    return uri;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** `Show Request as Sent`: resolves the variables as sending does, and sends nothing. */
export function showRequestCommand(
  options: DocumentRequestOptions & { readonly sentRequests: SentRequests },
): Pick<CommandTable, "showRequest"> {
  return {
    showRequest: async (argument) => {
      const sourced = await sourcedOf(options, argument);
      return sourced && options.sentRequests.show(sourced);
    },
  };
}

async function sourcedOf(
  options: DocumentRequestOptions,
  argument: unknown,
): Promise<SourcedRequest | undefined> {
  if (argument === undefined) {
    const document = vscode.window.activeTextEditor?.document;
    if (!document)
      throw new Failure(
        "callerMistake",
        vscode.l10n.t("Open a request file (*.bedrock.json) first."),
      );
    return requestOfDocument(options, { document, interactive: true });
  }
  const parsed = parseRequestArgument(argument);
  if (parsed.type === "request") return requestOfObject(parsed.request);
  const { uri, range, modelId, interactive } = parsed;
  return requestOfDocument(options, {
    document: await openDocument(uri),
    interactive,
    ...(range && { range }),
    ...(modelId !== undefined && { modelId }),
  });
}
