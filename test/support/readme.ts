import * as fs from "node:fs";
import { withTables } from "./readmeTables.js";

// `npm run readme` writes the README's tables anew; a unit test compares them.
fs.writeFileSync("README.md", withTables(fs.readFileSync("README.md", "utf8")));
