import { failureText } from "../../src/views/failureText.js";
import { verdictText } from "../../src/views/verdictText.js";
import type { OutputTexts } from "../../src/views/runProjection.js";

/** The sentences as they ship, about an identity of no account. */
export const textsForTests: OutputTexts = {
  failure: (record, { request, target }) =>
    failureText(record, { modelId: request.modelId, region: target.region, identity: "test" }),
  verdict: (summary) => verdictText(summary, '"max_tokens"'),
  identity: () => "test",
  actions: () => [],
};
