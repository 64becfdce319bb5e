import assert from "node:assert/strict";
import { Catalog } from "../../../src/client/catalog.js";
import { invoke } from "../../../src/client/invoke.js";
import { startBrokenServer, type BrokenServer } from "../../support/brokenServer.js";
import { failureOf, options, request } from "../../support/invokeKit.js";

const never = new AbortController().signal;

describe("a redirect", () => {
  let thief: BrokenServer;
  /** What the server that redirects has been asked. */
  let asked: string[];
  let location: string;
  let status: number;
  let server: BrokenServer;

  before(async () => {
    thief = await startBrokenServer(({ answer }) => answer(200, {}, "{}"));
    server = await startBrokenServer((connection) => {
      asked.push(connection.request.path);
      return connection.answer(status, { location }, "");
    });
  });
  beforeEach(() => (asked = []));
  after(async () => {
    await server.close();
    await thief.close();
  });

  for (const code of [301, 302, 303, 307, 308]) {
    it(`with ${code} is not followed, neither elsewhere nor on the same host`, async () => {
      status = code;
      const { target, credentials } = options(server.endpoint);
      for (const to of [`${thief.endpoint}/steal`, `//127.0.0.1:${thief.port}/steal`, "/again"]) {
        location = to;
        const failure = await failureOf(invoke(request, options(server.endpoint), never));
        assert.equal(failure.evidence.code, "REDIRECT");
        const answer = await new Catalog({ target, credentials }).foundationModels.get(never);
        assert.equal(answer.type, "refused");
      }
      assert.equal(thief.accepted(), 0, "nobody went elsewhere");
      assert.deepEqual(
        asked.filter((path) => /steal|again/.test(path)),
        [],
      );
      assert.equal(asked.length, 6, "one request for each question");
    });
  }
});
