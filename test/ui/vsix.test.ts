import assert from "node:assert/strict";
import * as path from "node:path";
import { streamInstalled } from "../support/installedVsix.js";
import { temporaryFolder, type TemporaryFolder } from "../support/janitor.js";
import { packageCopy } from "../support/packaged.js";

describe("the package, installed into a clean VS Code", () => {
  let temporary: TemporaryFolder;
  before(() => (temporary = temporaryFolder()));
  after(() => temporary?.remove());

  it("streams a signed request, and from its own sandbox", async () => {
    const vsix = await packageCopy(path.join(temporary.path, "checkout"));
    const { signed, sandbox } = await streamInstalled(vsix, "vsix");
    for (const shown of [signed, sandbox]) {
      assert.equal(shown.kind, "complete");
      assert.match(shown.text, /sandbox/);
      assert.ok(shown.early, "text is shown while the stream is open");
    }
  });
});
