import * as vscode from "vscode";
import { Catalogs } from "../client/catalogs.js";
import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { Sender } from "../client/sender.js";
import type { Target } from "../client/target.js";
import { Failure } from "../failure.js";
import { ModelIdHover, readCatalogCommand, type RequestPlace } from "./modelIdHover.js";
import { ModelPicker } from "./modelPicker.js";
import { requestFileSelector } from "./requestLanguage.js";
import type { SourcedRequest } from "./requestSource.js";

export interface AccountOptions {
  readonly sender: Sender;
  /** @throws {Failure} `configuration` */
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  /** Remembers what was picked. */
  readonly memory: vscode.Memento;
}

/** What the account has, asked as whoever the settings choose, and what shows it. */
export function accountOf({ sender, resolveTarget, memory }: AccountOptions) {
  const credentialsOf = (target: Target) => sender.sourceOf(target);
  const catalogs = new Catalogs(credentialsOf);
  const catalogFor = async ({ modelId, ...place }: RequestPlace) => {
    const { target } = await resolveTarget({ request: { modelId, body: "" }, ...place });
    return catalogs.of(target);
  };
  const picker = new ModelPicker(memory, () => catalogFor({ modelId: "" }));
  const hover = new ModelIdHover({ catalogFor, now: () => Date.now() });
  const registrations = vscode.Disposable.from(
    vscode.languages.registerHoverProvider(requestFileSelector, hover),
    vscode.commands.registerCommand(readCatalogCommand, (uri: unknown) => {
      if (typeof uri === "string") return hover.read(vscode.Uri.parse(uri, true));
      throw new Failure(
        "callerMistake",
        vscode.l10n.t("{0} takes the Uri of a document.", readCatalogCommand),
      );
    }),
  );
  const forgetCredentials = (): void => {
    sender.forgetCredentials();
    catalogs.forget();
  };
  return { catalogs, picker, registrations, credentialsOf, forgetCredentials };
}
