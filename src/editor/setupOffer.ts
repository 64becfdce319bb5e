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

/** A search that takes longer than that gets a button to stop it. */
const stopOfferDelayMs = 3_000;

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
  const leaving = new AbortController();
  const failure = await missingSetup(options, sourced, leaving);
  if (leaving.signal.aborted) return false;
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
  leaving: AbortController,
): Promise<FailureRecord | undefined> {
  const search = searchSetup(options, sourced, leaving.signal);
  const title = vscode.l10n.t("Looking for credentials");
  const offer = setTimeout(() => offerToStop(title, search, leaving), stopOfferDelayMs);
  const progress = { location: vscode.ProgressLocation.Window, title };
  const failure = await vscode.window.withProgress(progress, () => search);
  clearTimeout(offer);
  return failure;
}

async function searchSetup(
  { resolveTarget, sender }: SetupOfferOptions,
  sourced: SourcedRequest,
  signal: AbortSignal,
): Promise<FailureRecord | undefined> {
  try {
    const { target } = await resolveTarget(sourced);
    await sender.sourceOf(target).resolve(signal);
    return undefined;
  } catch (error) {
    return asFailure(error).toRecord();
  }
}

/** The program of a profile may wait for something that never comes. */
function offerToStop(title: string, search: Promise<unknown>, leaving: AbortController): void {
  const progress = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  void vscode.window.withProgress(progress, (_progress, token) => {
    token.onCancellationRequested(() => leaving.abort());
    return search;
  });
}
