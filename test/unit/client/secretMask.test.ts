import assert from "node:assert/strict";
import { readingsOf } from "../../../src/client/decodedText.js";
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

  it("looks closely at no ordinary text, even for a password of marks", () => {
    const prose =
      '{"delta":{"text":"The quick brown fox, 50 % off & more; a\\n\\"new\\" line: ü"}}';
    for (const password of ["p/ss-w+rd", "!#?_-+/;", "12+34-56", "correct horse"]) {
      const one = new SecretMask([secrets["a secret key"], password]);
      assert.ok(!one.mayBeIn(prose), password);
      for (const [form, text] of Object.entries(spelled(password))) {
        assert.ok(one.mayBeIn(`a ${text} b`), `${form} of ${password}`);
        assert.match(one.text(`a ${text} b`), /\(redacted\)/, `${form} of ${password}`);
      }
    }
  });

  it("finds a secret behind a lone mark that escapes begin with", () => {
    const others = ["ABCD1234efgh", "next/secret+1234", "u0041BCD-rest-of-it", "41ab/efgh+ijkl"];
    for (const secret of [...secretList, ...others]) {
      const one = new SecretMask([secret]);
      for (const mark of ["%", "\\", "&", "&#", "\\u", "\\\\"]) {
        for (const text of [secret, secret.replace(/.{5}/g, "$&\n")]) {
          const written = `before ${mark}${text} after`;
          assert.ok(one.mayBeIn(written), written);
          const masked = one.bytes(written);
          assert.equal(masked.length, written.length);
          assert.match(masked, /^before [%\\&#u]{0,2}\*+\s? after$/, written);
        }
      }
    }
  });

  it("hides a secret whose escapes are nested in those of others", () => {
    const secret = secrets["a secret key"];
    const inHtml = secret.replace(/[^\w]/g, (mark) => `&#${mark.charCodeAt(0)};`);
    const nested = [
      encodeURIComponent(inHtml),
      encodeURIComponent(encodeURIComponent(encodeURIComponent(secret))),
      inHtml.replaceAll("&", "&amp;amp;"),
      encodeURIComponent(secret.replaceAll("/", "\\u002f")),
    ];
    for (const text of nested) assert.equal(mask.text(`a ${text} b`), "a (redacted) b", text);
  });

  it("hides the beginning of a secret where a text breaks off, inside an escape too", () => {
    for (const beginning of ["AKIAIOSFODNN7", "p/ss-w+r", "p%2Fss-w%2Br"]) {
      assert.equal(mask.text(`a ${beginning}`, true), "a (redacted)", beginning);
    }
    for (const end of ["\\", "\\u", "\\u00", "%", "%2", "&", "&#", "&#4", "&#x2b", "&plu"]) {
      const masked = mask.text(`a wJalrXUtnFEMI/K7MDENG${end}`, true);
      assert.equal(masked, `a (redacted)${end}`);
    }
  });

  it("hides nothing that is written in less than eight characters, whatever it is compared as", () => {
    const one = new SecretMask(["a > b > cd"]);
    assert.equal(one.text("abcd a > b > cd abcd"), "abcd (redacted) abcd");
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
      "\\u0041",
      "%41",
      "&#65;",
      "%2525",
      "&amp;amp;",
      "> ",
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
    const decoded = readingsOf(written).at(-1);
    assert.equal(decoded?.text, "a+b/c+de/f+g");
    const letters = Array.from(decoded.text, (_, start) => ({ start, end: start + 1 }));
    const pieces = decoded
      .writtenRanges(letters)
      .map(({ start, end }) => written.slice(start, end));
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
