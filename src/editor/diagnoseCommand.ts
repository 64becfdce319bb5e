import * as vscode from "vscode";
import { diagnose, type DiagnoseOptions } from "../client/diagnose.js";
import {
  verdictOfSteps,
  type DiagnosisProgress,
  type DiagnosisReport,
  type StepId,
  type StepResult,
} from "../client/diagnoseReport.js";
import { surroundingFacts, type Surroundings } from "../client/diagnoseSurroundings.js";
import type { Profile } from "../client/profile.js";
import { listProfiles, signInExpiry } from "../client/profiles.js";
import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { CredentialSource } from "../client/credentials.js";
import type { Target } from "../client/target.js";
import { Failure } from "../failure.js";
import { baseModelId } from "../models/baseModelId.js";
import { familyOf } from "../models/families.js";
import { readSettings } from "../settings.js";
import { failureText } from "../views/failureText.js";
import { DiagnosisDocument, type ReportAction } from "./diagnoseDocument.js";
import { setupFixes } from "./fixes/setupFixes.js";
import { placeIn, type RequestPlace } from "./modelIdHover.js";
import { isRequestDocument } from "./requestLanguage.js";
import type { ModelPicker } from "./modelPicker.js";
import type { SourcedRequest } from "./requestSource.js";
import { escapeMarkup } from "../withoutLinks.js";

export interface DiagnoseCommandOptions {
  readonly resolveTarget: (sourced: SourcedRequest) => Promise<ResolvedTarget>;
  readonly credentialsOf: (target: Target) => CredentialSource;
  /** Somebody is about to sign in. */
  readonly forgetCredentials: () => void;
  readonly picker: Pick<ModelPicker, "pick">;
  /** Version of this extension. */
  readonly version: string;
}

/** Argument of `bedrockStream.diagnoseConnection`: what would be asked otherwise. */
interface DiagnoseArgument {
  readonly modelId: string;
  /** Send the tiny request that proves the right to stream? */
  readonly stream: boolean;
}

/** `Diagnose Connection` and `Copy Connection Report`, with the editor that shows the report. */
export class Diagnosis implements vscode.Disposable {
  private readonly document: DiagnosisDocument;
  private running: AbortController | undefined;

  constructor(private readonly options: DiagnoseCommandOptions) {
    this.document = new DiagnosisDocument(options.forgetCredentials);
  }

  dispose(): void {
    this.running?.abort();
    this.document.dispose();
  }

  /** The command `copyReport`. */
  async copy(): Promise<void> {
    const { text } = this.document;
    if (text === undefined) {
      throw new Failure(
        "callerMistake",
        vscode.l10n.t("Run Bedrock Stream: Diagnose Connection first."),
      );
    }
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t("The report is on the clipboard. It holds no secrets."),
      5_000,
    );
  }

  /** The command `diagnoseConnection`. */
  async run(argument: unknown): Promise<DiagnosisReport> {
    const given = parseArgument(argument);
    const place = given ? { modelId: given.modelId } : await this.choosePlace();
    this.running?.abort();
    const controller = new AbortController();
    this.running = controller;
    const title = vscode.l10n.t("Diagnosing the connection");
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, (bar, token) => {
      const release = token.onCancellationRequested(() => controller.abort());
      const mayStream = given
        ? () => Promise.resolve(given.stream)
        : () => askToStream(place.modelId, controller.signal);
      const report = (message: string): void => bar.report({ message: escapeMarkup(message) });
      const walk = this.walk(place, mayStream, controller.signal, report);
      return walk.finally(() => release.dispose());
    });
  }

  /**
   * The request file in front, else the chosen model. The model is empty when the user left:
   * everything but the stream can be looked at without one.
   */
  private async choosePlace(): Promise<RequestPlace> {
    const document = vscode.window.activeTextEditor?.document;
    const found = document && isRequestDocument(document) ? placeIn(document) : undefined;
    if (found) return found.place;
    const { modelId } = readSettings();
    if (modelId !== "") return { modelId };
    return {
      modelId: (await this.options.picker.pick(vscode.l10n.t("Diagnose Connection: Model"))) ?? "",
    };
  }

  private async walk(
    { modelId, ...place }: RequestPlace,
    mayStream: () => Promise<boolean>,
    signal: AbortSignal,
    report: (title: string) => void,
  ): Promise<DiagnosisReport> {
    const steps: StepResult[] = [];
    const actions = new Map<StepId, readonly ReportAction[]>();
    const start = {
      modelId,
      surroundings: surroundingFacts(surroundings(this.options.version)),
      startedAt: new Date().toISOString(),
    };
    let resolved: ResolvedTarget | undefined;
    const resolveTarget = async (): Promise<ResolvedTarget> => {
      resolved = await this.options.resolveTarget({ request: { modelId, body: "" }, ...place });
      return resolved;
    };
    const known = (more: Pick<DiagnosisProgress, "current" | "verdict">): DiagnosisProgress => ({
      ...start,
      ...(resolved && { region: resolved.target.region }),
      steps: [...steps],
      ...more,
    });
    await this.document.reveal({ progress: known({}), actions });
    const walkOptions = { ...this.walkOptions(modelId), resolveTarget, mayStream };
    try {
      for await (const event of diagnose(walkOptions, signal)) {
        if (event.type === "begin") {
          report(event.title);
          this.document.update({ progress: known({ current: event.id }), actions });
          continue;
        }
        steps.push(event.step);
        actions.set(event.step.id, await actionsOf(event.step, modelId, resolved));
        this.document.update({ progress: known({}), actions });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    const verdict = signal.aborted ? "stopped" : verdictOfSteps(steps);
    const brokenStep = steps.find(({ status }) => status === "broken")?.id;
    const ending = { ...known({}), verdict, ...(brokenStep && { brokenStep }) };
    this.document.update({ progress: ending, actions });
    return ending;
  }

  private walkOptions(modelId: string): Omit<DiagnoseOptions, "resolveTarget" | "mayStream"> {
    const { credentialsOf } = this.options;
    return {
      modelId,
      credentialsOf,
      profiles: listProfiles,
      signInExpiry,
      smallestBody,
      remedyOf: (failure, where) => failureText(failure, where).nextStep,
      environment: process.env,
      connectTimeoutMs: readSettings().connectTimeout * 1_000,
    };
  }
}

/** What the user can do about a step, at one click. */
async function actionsOf(
  { failure }: StepResult,
  modelId: string,
  resolved: ResolvedTarget | undefined,
): Promise<readonly ReportAction[]> {
  if (!failure) return [];
  const { region = "", identity = { type: "chain" }, endpoint } = resolved?.target ?? {};
  const awsProfiles: readonly Profile[] =
    failure.kind === "credentials" ? await listProfiles().catch(() => []) : [];
  const fixes = setupFixes(failure, {
    verdict: "failed",
    text: "",
    failure,
    request: { modelId, body: "" },
    region,
    identity,
    ...(endpoint !== undefined && { endpoint }),
    awsProfiles,
  });
  return fixes.flatMap(({ label, action }) => {
    switch (action.type) {
      case "command":
      case "openSetting":
      case "manageTrust":
      case "signIn":
        return [{ label, action }];
      // Those belong to a run, and here is none.
      case "change":
      case "runAgain":
      case "sendBody":
      case "showRawAnswer":
        return [];
      default:
        return action satisfies never;
    }
  });
}

async function askToStream(modelId: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const send = vscode.l10n.t("Send the Request");
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t("Send one real request to prove the right to stream?"),
    {
      modal: true,
      detail: vscode.l10n.t(
        "It asks {0} for an answer of one token, which costs a fraction of a cent. Everything before this was free.",
        modelId,
      ),
    },
    send,
  );
  return answer === send;
}

function smallestBody(modelId: string): string | undefined {
  const family = familyOf(modelId);
  if (!family?.streams) return undefined;
  const base = baseModelId(modelId) ?? modelId;
  return JSON.stringify(family.body({ prompt: "Hi", maxTokens: 1 }, base));
}

/** @throws {Failure} `callerMistake` */
function parseArgument(argument: unknown): DiagnoseArgument | undefined {
  // A menu passes the resource it was opened on.
  if (argument === undefined || argument instanceof vscode.Uri) return undefined;
  const isObject = typeof argument === "object" && argument !== null;
  const modelId = isObject && "modelId" in argument ? argument.modelId : undefined;
  const stream = isObject && "stream" in argument ? argument.stream : false;
  if (typeof modelId !== "string" || typeof stream !== "boolean") {
    throw new Failure(
      "callerMistake",
      vscode.l10n.t("diagnoseConnection takes { modelId, stream? }."),
    );
  }
  return { modelId, stream };
}

function surroundings(version: string): Surroundings {
  const http = vscode.workspace.getConfiguration("http");
  const { remoteName, appName } = vscode.env;
  const [platform, architecture] = [process.platform, process.arch];
  const machine = `${platform} ${architecture}`;
  return {
    place:
      remoteName === undefined
        ? vscode.l10n.t("this machine ({0})", machine)
        : placeOf(remoteName, machine),
    versions: vscode.l10n.t(
      "Bedrock Stream {0}, {1} {2}, Node {3}",
      version,
      appName,
      vscode.version,
      process.versions.node,
    ),
    http: {
      proxy: http.get("proxy", ""),
      noProxy: http.get("noProxy", []),
      proxySupport: http.get("proxySupport", "override"),
      proxyStrictSSL: http.get("proxyStrictSSL", true),
      systemCertificates: http.get("systemCertificates", true),
    },
    environment: process.env,
  };
}

/** Files, credentials and networks are those of the extension host, which is not where the window is. */
function placeOf(remoteName: string, machine: string): string {
  const names: Readonly<Record<string, string>> = {
    wsl: process.env.WSL_DISTRO_NAME
      ? vscode.l10n.t("the Linux of WSL ({0})", process.env.WSL_DISTRO_NAME)
      : vscode.l10n.t("the Linux of WSL"),
    "ssh-remote": vscode.l10n.t("the machine at the other end of SSH"),
    "dev-container": vscode.l10n.t("the dev container"),
    "attached-container": vscode.l10n.t("the container"),
    codespaces: vscode.l10n.t("the codespace"),
    tunnel: vscode.l10n.t("the machine at the other end of the tunnel"),
  };
  const place = names[remoteName] ?? vscode.l10n.t("the remote machine ({0})", remoteName);
  return vscode.l10n.t("{0}, not the one with this window ({1})", place, machine);
}
