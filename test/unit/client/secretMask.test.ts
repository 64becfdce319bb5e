import assert from "node:assert/strict";
import { DecodedText } from "../../../src/client/decodedText.js";
import { SecretMask } from "../../../src/client/secretMask.js";
import { maskFor } from "../../../src/client/secrets.js";
import { seededRandom } from "../../support/seededRandom.js";
import { spelled } from "../../support/spelledSecret.js";

const secrets = {
  "an access key id": "AKIAIOSFODNN7EXAMPLE",
  "a secret key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  "a session token":
    "IQoJb3JpZ2luX2VjEHoaCXVzLWVhc3QtMSJHMEUCIQDx8Yk2m1v5/fJkzv3c9Q7yA0pT4wZ6+uR8sNbLhXeGdVfw==",
  "an API key": "ABSKQmVkcm9ja0FQSUtleS1hYmNkLWF0LTExMTEyMjIyMzMzMzpxd2VydHl1aW9wYXM=",
  "a password": "p/ss-w+rd",
};
const secretList = Object.values(secrets);
const mask = new SecretMask(secretList);

describe("SecretMask", () => {
  for (const [name, secret] of Object.entries(secrets)) {
    it(`hides ${name} in every spelling, without changing a length`, () => {
      for (const [form, text] of Object.entries(spelled(secret))) {
        const written = `{"text":"before ${text} after"}`;
        const masked = mask.bytes(written);
        assert.equal(masked.length, written.length, form);
        assert.match(masked, /^\{"text":"before .* after"\}$/s, form);
        assert.ok(!masked.includes(text), `${form}: ${masked}`);
        // Of base64, the characters at both ends may hold bits of what stands beside.
        const left = masked.slice(16, -8).replace(/\*+/g, "");
        assert.ok(left.length <= (form.startsWith("base64") ? 6 : 0), `${form}: ${masked}`);
        assert.match(mask.text(written), /\(redacted\)/, form);
      }
    });
  }

  it("sees at a glance every spelling that it hides", () => {
    for (const one of secretList) {
      const alone = new SecretMask([one]);
      for (const [form, text] of Object.entries(spelled(one))) {
        for (const glance of [alone, mask]) {
          assert.ok(glance.mayBeIn(`{"text":"before ${text} after"}`), `${form} of ${one}`);
        }
      }
    }
    const alone = new SecretMask([secrets["a secret key"], secrets["a session token"]]);
    assert.ok(!alone.mayBeIn('{"text":"The quick brown fox jumps over the lazy dog."}'));
  });

  it("sees random secrets wherever a line of sixteen or more is broken", () => {
    const random = seededRandom(7);
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (let round = 0; round < 500; round++) {
      const length = 16 + Math.floor(random() * 60);
      const letter = () => digits.charAt(Math.floor(random() * digits.length));
      const secret = Array.from({ length }, letter).join("");
      const one = new SecretMask([secret]);
      const at = 1 + Math.floor(random() * (length - 1));
      const text = `x ${secret.slice(0, at)}\n${secret.slice(at)} y`;
      assert.ok(one.mayBeIn(text), text);
      assert.equal(one.bytes(text).replace(/\*+/, ""), "x  y");
    }
  });

  it("hides nothing that is shorter than eight characters", () => {
    const short = new SecretMask(["1234567", "", "abc"]);
    assert.equal(short.hidesNothing, true);
    assert.equal(short.bytes("1234567 abc"), "1234567 abc");
    assert.equal(short.mayBeIn("1234567"), false);
    assert.equal(new SecretMask(["12345678"]).bytes("12345678"), "********");
  });

  it("leaves other text as it is, damaged text among it", () => {
    const texts = ["", "ümläut € 😀 \ud800", "%zz &#x; \\u12 &amp; \\\\", "AKIAIOSFODNN7EXAMPL"];
    for (const text of texts) assert.equal(mask.text(text), text);
  });

  it("hides a password beyond ASCII in all its bytes", () => {
    const one = new SecretMask(["pässwörter"]);
    assert.equal(one.text("a pässwörter b"), "a (redacted) b");
    assert.equal(one.text(`a ${encodeURIComponent("pässwörter")} b`), "a (redacted) b");
    assert.equal(one.text("a p\\u00e4ssw\\u00f6rter b"), "a (redacted) b");
  });

  it("takes a time of the text's length, whatever it holds", () => {
    const hostile = [
      "\\",
      "\\u",
      "\\u00",
      "%",
      "%25",
      "&",
      "&amp;",
      "&amp;#",
      " ",
      "\\n",
      ...secretList.flatMap((secret) => [secret.slice(0, -1), secret.charAt(0)]),
    ];
    for (const piece of hostile) {
      const [small, large] = [4_000, 400_000].map((length) => {
        const text = piece.repeat(Math.ceil(length / piece.length));
        const started = process.cpuUsage();
        mask.bytes(text);
        mask.mayBeIn(text);
        const { user, system } = process.cpuUsage(started);
        return user + system;
      });
      // A square would take ten thousand times as long.
      assert.ok((large ?? 0) < 1_000_000 + (small ?? 0) * 1_000, JSON.stringify(piece));
    }
  });
});

describe("DecodedText", () => {
  it("knows where each of its characters is written", () => {
    const written = "a\\u002bb%2Fc&#43;d\\n e\\\\/f&amp;plus;g";
    const decoded = new DecodedText(written);
    assert.equal(decoded.text, "a+b/c+de/f+g");
    const pieces = [...decoded.text].map((_, i) => {
      const { start, end } = decoded.writtenRange(i, i + 1);
      return written.slice(start, end);
    });
    assert.deepEqual(pieces, [
      "a",
      "\\u002b",
      "b",
      "%2F",
      "c",
      "&#43;",
      "d",
      "e",
      "\\\\/",
      "f",
      "&amp;plus;",
      "g",
    ]);
  });
});

describe("a proxy's login", () => {
  const password = "pr/xy:pass%40";
  for (const login of [
    `http://somebody:${encodeURIComponent(password)}@proxy.test:8080`,
    `PROXY somebody:${encodeURIComponent(password)}@proxy.test:8080`,
    `Basic ${Buffer.from(`somebody:${password}`).toString("base64")}`,
  ]) {
    it(`is hidden as ${login.split(/[ :]/, 1)[0]} gives it`, () => {
      const one = maskFor(undefined, { proxyLogins: [login] });
      const basic = Buffer.from(`somebody:${password}`).toString("base64");
      for (const text of [password, encodeURIComponent(password), `Basic ${basic}`]) {
        assert.match(one.text(text), /^(Basic )?\(redacted\)/, text);
      }
      assert.equal(one.text("somebody asks proxy.test:8080"), "somebody asks proxy.test:8080");
    });
  }

  it("is nothing where there is none", () => {
    const proxyLogins = ["http://proxy.test:8080", "PROXY proxy.test:8080", "DIRECT"];
    assert.equal(maskFor(undefined, { proxyLogins }).hidesNothing, true);
  });
});
