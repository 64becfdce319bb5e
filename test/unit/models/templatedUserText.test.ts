import assert from "node:assert/strict";
import { promptOfBody } from "../../../src/models/promptOfBody.js";
import { templatedUserText } from "../../../src/models/templatedUserText.js";

describe("the last user turn of a prompt that is one text", () => {
  const llama = (text: string) =>
    `<|start_header_id|>user<|end_header_id|>\n\n${text}<|eot_id|><|start_header_id|>assistant`;
  const turns: readonly (readonly [name: string, prompt: string])[] = [
    ["Llama 3", llama("first") + llama("<|image|><|image|>last").replace("<|image|>", "")],
    ["Llama 4", "<|header_start|>user<|header_end|>\n\nlast<|eot|><|header_start|>assistant"],
    ["ChatML", "<|im_start|>user\nfirst<|im_end|>\n<|im_start|>user\nlast<|im_end|>\n"],
    ["ChatML without an end", "<|im_start|>user\nlast"],
    ["DeepSeek", "<\uff5cUser\uff5c>first<\uff5cAssistant\uff5c>x<\uff5cUser\uff5c>last"],
    ["Mistral", "<s>[INST] first [/INST] x</s>[INST] last [/INST]"],
    ["Llama 2", "[INST] <<SYS>>\nbe kind\n<</SYS>>\n\nlast [/INST]"],
    ["Claude 2", "\n\nHuman: first\n\nAssistant: x\n\nHuman: last\n\nAssistant:"],
    ["Titan", "User: first\nBot: x\nUser: last\nBot:"],
  ];
  for (const [name, prompt] of turns) {
    it(`is found in the template of ${name}`, () => {
      assert.equal(templatedUserText(prompt), "last");
      assert.equal(promptOfBody(JSON.stringify({ prompt })), "last");
    });
  }

  it("is not found where a turn has no end, or there is no template", () => {
    assert.equal(templatedUserText("[INST] and nothing more"), undefined);
    assert.equal(templatedUserText("a User: in the middle of a line"), undefined);
  });
});
