import { Answer } from "../../../src/run/answer.js";
import { EventLog } from "../../../src/run/eventLog.js";
import type { AnswerHead, FailedAttempt } from "../../../src/run/failedAttempt.js";
import type { RunState } from "../../../src/run/runState.js";
import type { RunSummary } from "../../../src/run/runSummary.js";
import type { OutputTexts, ProjectedRun } from "../../../src/views/runProjection.js";

/** A run as the panel's host sees it, moved on by hand. */
export class HandDrivenRun implements ProjectedRun {
  readonly request = { modelId: "anthropic.claude-3-haiku-20240307-v1:0", body: "{}" };
  readonly target = { region: "us-east-1", identity: { type: "chain" } } as const;
  readonly progress = { chunks: 0, bytes: 0, outputChars: 0, ratePerSecond: 0 };
  readonly events = new EventLog();
  readonly retried: FailedAttempt[] = [];
  readonly heads: AnswerHead[] = [];
  silentMs: number | undefined;
  state: RunState = { type: "connecting", attempt: 1 };
  private readonly answer = new Answer();

  constructor(
    readonly id: string,
    readonly startedAt = 1_000,
  ) {}

  get sections(): ProjectedRun["sections"] {
    return this.answer.sections;
  }

  say(text: string, type: "text" | "reasoning" = "text", attempt = 1): void {
    this.state = this.state.type === "streaming" ? this.state : { type: "streaming", attempt };
    this.answer.append({ type, text }, attempt);
  }

  call(index: number, inputText: string): void {
    this.answer.append({ type: "toolCall", index, id: `call-${index}`, name: "f", inputText }, 1);
  }

  show(mediaType: string, base64: string): void {
    this.answer.append({ type: "image", mediaType, base64 }, 1);
  }

  end(more: Partial<RunSummary> = {}): void {
    this.state = {
      type: "ended",
      summary: {
        id: this.id,
        modelId: this.request.modelId,
        region: this.target.region,
        verdict: "complete",
        text: this.answer.textOf("text", 1),
        reasoning: "",
        toolCalls: [],
        contentType: "application/json",
        attempts: 1,
        chunks: 0,
        bytes: 0,
        timing: { totalMs: 1_234 },
        ...more,
      },
    };
  }
}

export const texts: OutputTexts = {
  failure: (record) => ({ title: "It broke", detail: record.message, nextStep: "Mend it." }),
  verdict: ({ verdict }) => ({ label: verdict, severity: "ok", icon: "pass" }),
  identity: () => "profile dev",
  actions: () => [],
};
