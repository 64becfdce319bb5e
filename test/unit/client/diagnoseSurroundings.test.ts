import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { surroundingFacts, type Surroundings } from "../../../src/client/diagnoseSurroundings.js";

const plain: Surroundings = {
  place: "this machine",
  versions: "1.0",
  http: {
    proxy: "",
    noProxy: [],
    proxySupport: "override",
    proxyStrictSSL: true,
    systemCertificates: true,
  },
  environment: {},
};

function factsOf(more: Partial<Surroundings>): ReadonlyMap<string, string> {
  const facts = surroundingFacts({ ...plain, ...more });
  return new Map(facts.map(({ name, value }) => [name, value]));
}

describe("the surroundings in a report", () => {
  it("name the AWS files of this process and whether they are there", () => {
    const facts = factsOf({ environment: { AWS_CONFIG_FILE: "/no/such/file" } });
    assert.equal(facts.get("AWS config"), "/no/such/file (not there)");
    assert.match(facts.get("AWS credentials") ?? "", /^~?.*credentials \((read|not there)\)$/);
  });

  it("shorten the home folder, and not another one whose name begins alike", () => {
    const [own, other] = [join(homedir(), "aws"), `${homedir()}-too/aws`];
    const facts = factsOf({
      environment: { AWS_CONFIG_FILE: own, AWS_SHARED_CREDENTIALS_FILE: other },
    });
    assert.equal(facts.get("AWS config"), `${join("~", "aws")} (not there)`);
    assert.equal(facts.get("AWS credentials"), `${other} (not there)`);
  });

  it("leave out the login of every proxy", () => {
    const http = { ...plain.http, proxy: "http://me:marked@proxy.example:8080/" };
    const environment = {
      https_proxy: "http://me:marked@other.example:3128",
      AWS_ENDPOINT_URL_STS: "https://me:marked@sts.example",
    };
    const facts = factsOf({ http, environment });
    assert.equal(facts.get("http.proxy"), "http://proxy.example:8080");
    assert.equal(facts.get("HTTPS_PROXY"), "http://other.example:3128");
    assert.equal(facts.get("AWS_ENDPOINT_URL_STS"), "https://sts.example");
  });

  it("tell of credentials in the environment that they are there, and nothing else", () => {
    const environment = {
      AWS_PROFILE: "dev",
      AWS_ACCESS_KEY_ID: "marked",
      AWS_SECRET_ACCESS_KEY: "marked",
      AWS_SESSION_TOKEN: "marked",
      AWS_BEARER_TOKEN_BEDROCK: "marked",
    };
    const facts = factsOf({ environment });
    assert.equal(facts.get("AWS_PROFILE"), "dev");
    assert.equal(
      facts.get("Also set"),
      "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_BEARER_TOKEN_BEDROCK",
    );
    assert.ok(![...facts.values()].some((value) => value.includes("marked")));
  });

  it("name only the http settings that differ from VS Code's own", () => {
    assert.ok(![...factsOf({}).keys()].some((name) => name.startsWith("http.")));
    const http = { ...plain.http, proxyStrictSSL: false, noProxy: [".example", "10.0.0.1"] };
    const facts = factsOf({ http });
    assert.equal(facts.get("http.proxyStrictSSL"), "false");
    assert.equal(facts.get("http.noProxy"), ".example, 10.0.0.1");
  });

  it("do not name whose home folder it is", () => {
    const file = join(homedir(), "certificates.pem");
    const facts = factsOf({ environment: { NODE_EXTRA_CA_CERTS: file } });
    assert.equal(facts.get("NODE_EXTRA_CA_CERTS"), homedir() === "/" ? file : "~/certificates.pem");
  });
});
