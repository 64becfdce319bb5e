import * as vscode from "vscode";
import type { InferenceProfile } from "../../client/catalogItems.js";
import type { Catalogs } from "../../client/catalogs.js";
import type { Profile } from "../../client/profile.js";
import { Failure } from "../../failure.js";
import { isJsonObject, parseJson, type JsonObject } from "../../request/json.js";
import type { Violation } from "../../request/violation.js";
import type { Runs } from "../../run/runs.js";
import type { RunSummary } from "../../run/runSummary.js";
import type { ShowableRun } from "../../run/showableRun.js";
import type { SourcedRequest } from "../requestSource.js";
import { changeDocument, type DocumentChange } from "./changeDocument.js";
import type { Change, Fix, FixContext } from "./fix.js";
import { fixesFor, violationsOf } from "./fixesFor.js";
import { changeJson } from "./jsonEdit.js";
import { signIn } from "./signIn.js";

export interface RunFixesOptions {
  readonly runs: Runs;
  readonly sourceOf: (runId: string) => SourcedRequest | undefined;
  readonly launch: (sourced: SourcedRequest) => Promise<RunSummary>;
  readonly runAgain: (run: ShowableRun) => Promise<RunSummary>;
  readonly catalogs: Pick<Catalogs, "of">;
  readonly awsProfiles: () => Promise<readonly Profile[]>;
  /** The chosen model, when it is the one that failed, becomes the one that the fix names. */
  readonly replaceModel: (sourced: SourcedRequest, modelId: string) => Promise<void>;
  readonly showRawAnswer: (runId: string) => Promise<void>;
  /** Somebody is about to sign in: credentials that are kept mean nothing any more. */
  readonly forgetCredentials: () => void;
  /** The fixes of an ended run are others now. */
  readonly onDidLearn: () => void;
}

/** Longest wait for the account's lists before fixes are offered without them. */
const learnMs = 5_000;

/** The ways out of failed runs, for Problems and for the panel alike. */
export class RunFixes implements vscode.Disposable {
  private readonly learning = new Map<string, Promise<void>>();
  private readonly inferenceProfiles = new Map<string, readonly InferenceProfile[]>();
  private awsProfiles: readonly Profile[] | undefined;
  private readonly stopListening: () => void;

  constructor(private readonly options: RunFixesOptions) {
    this.stopListening = options.runs.onDidChange((run) => {
      // A record is looked at without asking the account anything.
      if (run.kind === "sent" && run.state.type === "ended") void this.learn(run);
    });
  }

  dispose(): void {
    this.stopListening();
  }

  /** The fixes by what is known now; with `violations` those for these complaints alone. */
  of(
    run: Pick<ShowableRun, "id" | "request" | "target" | "state">,
    violations?: readonly Violation[],
  ) {
    const context = this.contextOf(run);
    return context ? fixesFor(context, violations) : [];
  }

  /** Reads what the fixes of a failure depend on; resolves at once when that is nothing. */
  async learn(run: Pick<ShowableRun, "id" | "request" | "target" | "state">): Promise<void> {
    const known = this.learning.get(run.id);
    if (known) return known;
    const context = this.contextOf(run);
    if (!context?.failure) return;
    const work = this.read(run, context);
    this.learning.set(run.id, work);
    return work;
  }

  /** The change of the document that a fix makes; undefined for a fix that makes none. */
  async documentChange(run: ShowableRun, fix: Fix): Promise<DocumentChange | undefined> {
    const origin = this.options.sourceOf(run.id)?.origin;
    if (fix.action.type !== "change" || !origin) return undefined;
    const document = await vscode.workspace.openTextDocument(origin.place.uri);
    return changeDocument(document, origin, bodyOf(run), fix.action.changes);
  }

  /**
   * Carries out a fix of a run. One that changes the request also sends the changed request; it
   * resolves when that run has begun or the fix is done.
   *
   * @throws {Failure} `callerMistake` when the run is gone or its request is no longer the same.
   */
  async execute(runId: string, fixId: string): Promise<void> {
    const run = this.options.runs.find(runId);
    const fix = run && this.of(run).find(({ id }) => id === fixId);
    if (!fix)
      throw new Failure("callerMistake", vscode.l10n.t("This is no longer a way out of that run."));
    const { action } = fix;
    switch (action.type) {
      case "change":
        return this.changeAndRun(run, fix, action.changes);
      case "command":
        await vscode.commands.executeCommand(`bedrockStream.${action.command}`);
        return;
      case "openSetting":
        await openSetting(action.setting);
        return;
      case "manageTrust":
        await vscode.commands.executeCommand("workbench.trust.manage");
        return;
      case "signIn":
        this.options.forgetCredentials();
        return signIn(action);
      case "runAgain":
        void this.options.runAgain(run);
        return;
      case "sendBody":
        void this.options.launch(this.otherBody(run, action.body));
        return;
      case "showRawAnswer":
        return this.options.showRawAnswer(runId);
      default:
        return action satisfies never;
    }
  }

  /** The request of a run with another body, which stands in no document. */
  private otherBody(run: ShowableRun, body: string): SourcedRequest {
    const { origin, ...sourced } = this.options.sourceOf(run.id) ?? { request: run.request };
    return { ...sourced, request: { ...run.request, body } };
  }

  private async changeAndRun(
    run: ShowableRun,
    fix: Fix,
    changes: readonly Change[],
  ): Promise<void> {
    const sourced = this.options.sourceOf(run.id) ?? { request: run.request };
    const change = await this.documentChange(run, fix);
    if (change && sourced.origin) {
      await applyAndRun(change, sourced);
      return;
    }
    if (sourced.origin?.kind === "requestFile") {
      throw new Failure(
        "callerMistake",
        vscode.l10n.t("The request file has changed since; run it again first."),
      );
    }
    const next = changedRequest(sourced, changes);
    if (next.request.modelId !== sourced.request.modelId) {
      await this.options.replaceModel(sourced, next.request.modelId);
    }
    void this.options.launch(next);
  }

  private async read(run: Pick<ShowableRun, "id" | "target">, context: FixContext): Promise<void> {
    const isProfileWanted = violationsOf(context).some(
      ({ type }) => type === "onDemandUnsupported",
    );
    const wantsAwsProfiles =
      context.failure?.kind === "credentials" && context.identity.type === "chain";
    if (isProfileWanted) await this.readInferenceProfiles(run);
    if (wantsAwsProfiles)
      this.awsProfiles = await this.options.awsProfiles().catch(() => undefined);
    if (isProfileWanted || wantsAwsProfiles) this.options.onDidLearn();
  }

  private async readInferenceProfiles({
    id,
    target,
  }: Pick<ShowableRun, "id" | "target">): Promise<void> {
    const catalog = this.options.catalogs.of(target);
    const signal = AbortSignal.timeout(learnMs);
    try {
      const [system, own] = await Promise.all([
        catalog.systemProfiles.get(signal),
        catalog.applicationProfiles.get(signal),
      ]);
      if (system.type === "refused") return;
      const ofAccount = own.type === "known" ? own.value : [];
      this.inferenceProfiles.set(id, [...system.value, ...ofAccount]);
    } catch {
      // Only the signal rejects: no list in time is like no list.
    }
  }

  private contextOf(
    run: Pick<ShowableRun, "id" | "request" | "target" | "state">,
  ): FixContext | undefined {
    if (run.state.type !== "ended") return undefined;
    const { verdict, failure, text } = run.state.summary;
    const { region, endpoint, identity } = run.target;
    const body = bodyOf(run);
    const fileRegion = this.options.sourceOf(run.id)?.region;
    const inferenceProfiles = this.inferenceProfiles.get(run.id);
    return {
      verdict,
      text,
      ...(failure && { failure }),
      request: run.request,
      ...(body && { body }),
      region,
      ...(endpoint !== undefined && { endpoint }),
      identity,
      ...(fileRegion !== undefined && { fileRegion }),
      ...(inferenceProfiles && { inferenceProfiles }),
      ...(this.awsProfiles && { awsProfiles: this.awsProfiles }),
    };
  }
}

/** Opens one setting in the settings editor. */
export async function openSetting(id: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", `@id:${id}`);
}

function bodyOf({ request }: Pick<ShowableRun, "request">): JsonObject | undefined {
  const body = parseJson(request.body);
  return isJsonObject(body) ? body : undefined;
}

/** Changes the request where the user sees it, and sends what stands there now. */
async function applyAndRun(
  { edit, after }: DocumentChange,
  { request, origin }: SourcedRequest,
): Promise<void> {
  if (!origin) return;
  const { uri } = origin.place;
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preserveFocus: true, preview: false });
  const whole = { offset: 0, length: document.getText().length };
  const isPart = after.offset > whole.offset || after.length < whole.length;
  const range = new vscode.Range(
    document.positionAt(after.offset),
    document.positionAt(after.offset + after.length),
  );
  const { modelId } = request;
  const argument = {
    uri,
    ...(origin.kind === "body" && { modelId }),
    ...(isPart && { range }),
  };
  void vscode.commands.executeCommand("bedrockStream.streamRequest", argument);
}

/** The request with the changes, for one that stands in no document. */
function changedRequest(sourced: SourcedRequest, changes: readonly Change[]): SourcedRequest {
  let { request } = sourced;
  for (const change of changes) {
    if (change.type === "body") request = { ...request, body: changeJson(request.body, change) };
    if (change.type === "modelId") request = { ...request, modelId: change.modelId };
  }
  return { ...sourced, request };
}
