// The process in which the functions named on the command line read every beginning of JSON.
import { readers } from "../../unit/growth/readers.js";
import { endWithParent } from "../janitor.js";
import { jsoncText } from "./jsoncText.js";
import { msToRead } from "./measure.js";
import { writeLine } from "./writeLine.js";

/** Texts of which every beginning is read, and their longest. */
const texts = 12;
const maxLength = 160;
/** Of processor time for a beginning, three times: it is so short that only a hang or an explosion takes it. */
const maxMs = 100;

async function main(): Promise<void> {
  endWithParent();
  // The Markdown parser says of each odd text that it is one.
  console.assert = () => undefined;
  for (const name of process.argv.slice(2)) {
    const reader = readers.find((one) => one.name === name);
    if (!reader) throw new Error(`no function is called ${name}`);
    for (let seed = 0; seed < texts; seed++) {
      const text = jsoncText(seed).slice(0, maxLength);
      for (let length = 0; length <= text.length; length++) {
        const beginning = text.slice(0, length);
        writeLine({ type: "begin", doing: JSON.stringify(beginning) });
        let ms = Infinity;
        for (let attempt = 1; attempt <= 3 && ms > maxMs; attempt++)
          ms = Math.min(ms, await msToRead(reader, beginning));
        if (ms > maxMs) {
          const value = `${ms.toFixed(0)} ms for ${JSON.stringify(beginning)}`;
          writeLine({ type: "found", value });
        }
      }
    }
    writeLine({ type: "done" });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
