/**
 * What of a text's base64 is the same whatever stands before and after it, for each of the three
 * places that it may have in a group of three bytes. Texts are bytes here, as latin1 reads them.
 */
export function base64Stretches(text: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const shifted = Buffer.from("\0".repeat(shift) + text, "latin1").toString("base64");
    const firstBit = shift * 8;
    const start = Math.ceil(firstBit / 6);
    const end = Math.floor((firstBit + text.length * 8) / 6);
    return shifted.slice(start, end);
  });
}
