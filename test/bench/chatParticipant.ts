import { setImmediate as nextTurn } from "node:timers/promises";
import * as vscode from "vscode";

/** An answer in VS Code's own chat view: so many chunks, the words of the bench's server. */
export interface ChatOrder {
  readonly chatEvents: number;
}

export interface ChatReport {
  /** When the first chunk was handed to VS Code; milliseconds since the epoch. */
  readonly firstChunkAt: number;
}

/** As the manifest names them. */
const vendor = "bedrock-stream-bench";
const participantId = "bedrock-stream-bench.stream";

/** What the server writes at once. */
const pieceEvents = 512;

/** A participant that streams, and a model, without which the chat view takes no question. */
export class ChatParticipant {
  private wanted = 0;
  private didStream: ((report: ChatReport) => void) | undefined;

  constructor(context: vscode.ExtensionContext) {
    const provider = vscode.lm.registerLanguageModelChatProvider(vendor, {
      provideLanguageModelChatInformation: () => [
        {
          ...{ id: "bench", name: "Bench", family: "bench", version: "1" },
          ...{
            maxInputTokens: 100_000,
            maxOutputTokens: 100_000,
            capabilities: { toolCalling: true },
          },
        },
      ],
      provideLanguageModelChatResponse: () => Promise.resolve(),
      provideTokenCount: () => Promise.resolve(1),
    });
    const participant = vscode.chat.createChatParticipant(
      participantId,
      async (_request, _history, response, token) => {
        const firstChunkAt = performance.timeOrigin + performance.now();
        for (let sent = 0; sent < this.wanted && !token.isCancellationRequested; sent++) {
          response.markdown(sent % 8 === 7 ? "the \n" : "the  ");
          if (sent % pieceEvents === pieceEvents - 1) await nextTurn();
        }
        this.didStream?.({ firstChunkAt });
      },
    );
    context.subscriptions.push(provider, participant);
  }

  /** Asks in a chat of its own; resolves when the last chunk has been handed over. */
  async ask({ chatEvents }: ChatOrder): Promise<ChatReport> {
    this.wanted = chatEvents;
    const streamed = new Promise<ChatReport>((resolve) => (this.didStream = resolve));
    // VS Code asks a provider for its models when somebody asks for them.
    await vscode.lm.selectChatModels({ vendor });
    await vscode.commands.executeCommand("workbench.action.chat.newChat");
    await vscode.commands.executeCommand("workbench.action.chat.open", {
      query: `@bench ${chatEvents}`,
      mode: "ask",
      modelSelector: { vendor, id: "bench" },
    });
    return streamed;
  }
}
