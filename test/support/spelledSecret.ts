/** How servers and gateways write a secret that they send back, by the name of the form. */
export function spelled(secret: string): Readonly<Record<string, string>> {
  const percent = encodeURIComponent(secret);
  const every = (spell: (code: number) => string) =>
    Array.from(secret, (character) => spell(character.charCodeAt(0))).join("");
  const each = (spell: (code: number) => string) =>
    secret.replace(/[^A-Za-z0-9]/g, (character) => spell(character.charCodeAt(0)));
  const hex = (code: number) => code.toString(16).padStart(4, "0");
  return {
    "as it is": secret,
    "URL, upper case": percent,
    "URL, lower case": percent.replace(/%../g, (code) => code.toLowerCase()),
    "URL, twice": encodeURIComponent(percent),
    "JSON, lower case": each((code) => `\\u${hex(code)}`),
    "JSON, upper case": each((code) => `\\u${hex(code).toUpperCase()}`),
    "JSON inside JSON": each((code) => `\\\\u${hex(code)}`),
    "JSON, slashes": secret.replaceAll("/", "\\/"),
    "HTML, decimal": each((code) => `&#${code};`),
    "HTML, hexadecimal": each((code) => `&#x${code.toString(16)};`),
    "JSON, every character": every((code) => `\\u${hex(code)}`),
    "JavaScript, every character": every((code) => `\\x${code.toString(16)}`),
    "URL, every character": every((code) => `%${code.toString(16)}`),
    "HTML, every character": every((code) => `&#${code};`),
    "HTML, hexadecimal, every character": every((code) => `&#x${code.toString(16)};`),
    "HTML inside JSON": each((code) => `\\u0026#${code};`),
    "URL inside JSON": each((code) => `\\u0025${code.toString(16)}`),
    base64: Buffer.from(secret).toString("base64"),
    "base64, after one byte": Buffer.from(`:${secret}`).toString("base64"),
    "base64, after two bytes": Buffer.from(`::${secret}`).toString("base64"),
    "base64 for URLs": Buffer.from(secret).toString("base64url"),
    "broken into lines": secret.replace(/.{16}(?=.)/g, "$&\r\n "),
    "broken into lines of JSON": secret.replace(/.{16}(?=.)/g, "$&\\n"),
    "in groups of four": secret.replace(/.{4}(?=.)/g, "$& "),
    "in groups of three": secret.replace(/.{3}(?=.)/g, "$& "),
    "broken into short lines": secret.replace(/.{7}(?=.)/g, "$&\n"),
    "broken into short lines of JSON": secret.replace(/.{5}(?=.)/g, "$&\\n"),
    "continued in lines": secret.replace(/.{5}(?=.)/g, "$&\\\n"),
    "continued in lines of JSON": secret.replace(/.{5}(?=.)/g, "$&\\\\\\n"),
    "quoted in lines": secret.replace(/.{6}(?=.)/g, "$&\n> "),
    "quoted in lines of JSON": secret.replace(/.{6}(?=.)/g, "$&\\n> "),
  };
}
