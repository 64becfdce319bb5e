import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { strayTests } from "../../support/suites.js";

describe("the suites", () => {
  it("run every test file of this checkout", () => {
    assert.deepEqual(strayTests(), []);
  });

  it("name a test that none of them would run", () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-suites-"));
    try {
      for (const file of ["unit/a.test.ts", "bench/b.test.ts", "c.test.ts", "ui/d.spec.ts"]) {
        fs.mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
        fs.writeFileSync(path.join(root, file), "");
      }
      assert.deepEqual(strayTests(root), ["bench/b.test.ts", "c.test.ts", "ui/d.spec.ts"]);
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  });
});
