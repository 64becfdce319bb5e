import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";

/** A certificate and its key, both PEM, made for one test run. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of one test. */
export interface TestAuthority extends TestCertificate {
  /** A server certificate for these DNS names and IPv4 addresses, signed by this authority. */
  issue(names: readonly string[]): TestCertificate;
}

/**
 * Makes an authority. X.509 is put together here because Node can read certificates but not write
 * them, and a key that is checked in would look like a leaked one.
 */
export function createAuthority(commonName: string, organization: string): TestAuthority {
  const name = distinguishedName(commonName, organization);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const isAuthority = extension("551d13", der(0x30, der(0x01, Buffer.from([0xff]))), true);
  const cert = certificate(name, name, publicKey, [isAuthority], privateKey);
  return {
    cert,
    key: pem(privateKey),
    issue(names) {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const subject = distinguishedName(names[0] ?? "nobody", organization);
      const alternatives = extension("551d11", der(0x30, ...names.map(alternativeName)), false);
      return {
        cert: certificate(name, subject, pair.publicKey, [alternatives], privateKey),
        key: pem(pair.privateKey),
      };
    },
  };
}

// https://www.rfc-editor.org/rfc/rfc5280#section-4.1
function certificate(
  issuer: Buffer,
  subject: Buffer,
  publicKey: KeyObject,
  extensions: readonly Buffer[],
  signer: KeyObject,
): string {
  const ecdsaWithSha256 = der(0x30, oid("2a8648ce3d040302"));
  const day = 86_400_000;
  const validity = der(0x30, utcTime(Date.now() - day), utcTime(Date.now() + 30 * day));
  const toSign = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    // A first byte below 0x80 keeps the serial number positive.
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ecdsaWithSha256,
    issuer,
    validity,
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = createSign("sha256").update(toSign).sign(signer);
  const bytes = der(0x30, toSign, ecdsaWithSha256, bitString(signature));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string, organization: string): Buffer {
  const attribute = (id: string, value: string): Buffer =>
    der(0x31, der(0x30, oid(id), der(0x0c, Buffer.from(value))));
  return der(0x30, attribute("55040a", organization), attribute("550403", commonName));
}

function alternativeName(name: string): Buffer {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  return isAddress
    ? der(0x87, Buffer.from(name.split(".").map(Number)))
    : der(0x82, Buffer.from(name));
}

function extension(id: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return der(0x30, oid(id), ...flag, der(0x04, value));
}

function utcTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return der(0x17, Buffer.from(`${text}Z`));
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

/** Tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
