import * as vscode from "vscode";
import { plainHttpOrigin } from "../client/plainHttp.js";
import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { Sender } from "../client/sender.js";
import { asFailure, type FailureRecord } from "../failure.js";
import type { RunSummary } from "../run/runSummary.js";
import { escapeMarkup } from "../withoutLinks.js";
import { askPlainHttp } from "./plainHttpQuestion.js";
import type { SourcedRequest } from "./requestSource.js";

/** What offering a way on needs. */
export interface SetupOfferOptions {
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  readonly sender: Sender;
  readonly isSandboxInUse: () => boolean;
}

interface Choice {
  readonly title: string;
  readonly command: string;
}

const choices = {
  sandbox: () => ({ title: vscode.l10n.t("Use Sandbox"), command: "bedrockStream.useSandbox" }),
  profile: () => ({
    title: vscode.l10n.t("Select Profile"),
    command: "bedrockStream.selectProfile",
  }),
  apiKey: () => ({ title: vscode.l10n.t("Set API Key"), command: "bedrockStream.setApiKey" }),
  region: () => ({ title: vscode.l10n.t("Select Region"), command: "bedrockStream.selectRegion" }),
  trust: () => ({ title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" }),
} satisfies Record<string, () => Choice>;

/**
 * Looks for a region and credentials before an interactive run, and asks when there are none, the
 * sandbox first. False when the user left the question.
 */
export async function prepareInteractiveRun(
  options: SetupOfferOptions,
  sourced: SourcedRequest,
): Promise<boolean> {
  if (options.isSandboxInUse()) return true;
  const failure = await missingSetup(options, sourced);
  if (failure?.code === "PLAIN_HTTP") return agreeToPlainHttp(options, sourced);
  const offered = failure && offeredFor(failure);
  if (!failure || !offered) return true;
  const message = vscode.l10n.t(
    "{0} Without an account, the sandbox answers on this machine.",
    failure.message,
  );
  const choice = await vscode.window.showWarningMessage(escapeMarkup(message), ...offered);
  if (!choice) return false;
  await vscode.commands.executeCommand(choice.command);
  return true;
}

async function agreeToPlainHttp(
  { resolveTarget, sender }: SetupOfferOptions,
  sourced: SourcedRequest,
): Promise<boolean> {
  const { target } = await resolveTarget(sourced);
  const origin = plainHttpOrigin(target);
  if (origin === undefined) return true;
  const mayGo = await askPlainHttp(origin);
  if (mayGo) sender.allowPlainHttp(origin);
  return mayGo;
}

/** After a run that failed for want of setup: the same choices, without holding anything up. */
export function offerAfterFailure({ failure }: RunSummary): void {
  const offered = failure && offeredFor(failure);
  if (!offered) return;
  void vscode.window
    .showWarningMessage(escapeMarkup(failure.message), ...offered)
    .then((choice) => {
      if (choice) void vscode.commands.executeCommand(choice.command);
    });
}

function offeredFor(failure: FailureRecord): readonly Choice[] | undefined {
  if (failure.kind === "credentials" && failure.exception === undefined) {
    return [choices.sandbox(), choices.profile(), choices.apiKey()];
  }
  if (failure.kind !== "configuration") return undefined;
  if (failure.code === "NO_REGION") return [choices.sandbox(), choices.region()];
  return failure.code === "UNTRUSTED" ? [choices.trust()] : undefined;
}

async function missingSetup(
  options: SetupOfferOptions,
  sourced: SourcedRequest,
): Promise<FailureRecord | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t("Looking for credentials"),
  };
  return vscode.window.withProgress(progress, async () => {
    try {
      const { target } = await options.resolveTarget(sourced);
      await options.sender.sourceOf(target).resolve(new AbortController().signal);
      return undefined;
    } catch (error) {
      return asFailure(error).toRecord();
    }
  });
}
