import type { Reader } from "../../support/growth/reader.js";
import { messageReaders } from "./readers/messages.js";
import { panelReaders } from "./readers/panel.js";
import { pastedReaders } from "./readers/pasted.js";
import { requestReaders } from "./readers/requests.js";
import { sandboxReaders } from "./readers/sandbox.js";
import { streamReaders } from "./readers/streams.js";

/** Every function that reads text of others. A new one belongs into one of these lists. */
export const readers: readonly Reader[] = [
  ...messageReaders,
  ...requestReaders,
  ...pastedReaders,
  ...streamReaders,
  ...panelReaders,
  ...sandboxReaders,
];
