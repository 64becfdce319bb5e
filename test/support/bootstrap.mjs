// The first step of `npm start`, `npm test`, `npm run sandbox` and the like. It runs on a fresh
// clone, so it needs nothing but Node: it installs and builds what is missing, then hands over.
// Everything it says goes to stderr: stdout belongs to the program.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";

const programs = {
  start: "out/test/support/start.js",
  test: "out/test/support/test.js",
  sandbox: "out/sandbox.js",
  bench: "out/test/bench/bench.js",
  soak: "out/test/bench/soak/soak.js",
  fuzz: "out/test/bench/fuzz.js",
  "test:vsix": "out/test/support/vsixCheck.js",
  "test:desktop": "out/test/support/desktop.js",
  coverage: "out/test/support/coverage.js",
};

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../.."));
refuseOldNode();
const [name, ...rest] = process.argv.slice(2);
const program = programs[name];
if (!program) {
  console.error(`usage: node test/support/bootstrap.mjs ${Object.keys(programs).join("|")} ...`);
  process.exit(2);
}
if (!installedAsLocked()) {
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ["npm", []];
  // --include=dev: a machine-wide NODE_ENV=production would leave the build tools out.
  await prepare("Installing packages (npm ci)", command, [...first, "ci", "--include=dev"]);
}
await prepare("Building", process.execPath, ["esbuild.js"]);
const child = run(process.execPath, ["--enable-source-maps", program, ...rest], "inherit");
end(await child);

function refuseOldNode() {
  const wanted = JSON.parse(readFileSync("package.json", "utf8")).engines.node.match(/\d+/g);
  const present = process.versions.node.split(".");
  const difference = wanted.map((part, i) => present[i] - part).find((d) => d !== 0) ?? 0;
  if (difference >= 0) return;
  console.error(`This needs Node ${wanted.join(".")} or newer; this is ${process.version}.`);
  process.exit(1);
}

/** npm writes node_modules/.package-lock.json last, so a half-finished install counts as none. */
function installedAsLocked() {
  const locked = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  let present;
  try {
    present = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8")).packages;
  } catch {
    return false;
  }
  return Object.entries(locked).every(
    ([place, entry]) =>
      place === "" ||
      // Optional packages are those of other platforms.
      (entry.optional && !present[place]) ||
      (present[place]?.version === entry.version && present[place].integrity === entry.integrity),
  );
}

async function prepare(title, command, args) {
  const since = Date.now();
  console.error(`${title} ...`);
  const seconds = () => Math.round((Date.now() - since) / 1000);
  const tick = setInterval(() => console.error(`${title}: ${seconds()} s`), 5000);
  const ending = await run(command, args, ["ignore", 2, 2]);
  clearInterval(tick);
  if (ending.code === 0) return;
  console.error(`${title} failed.`);
  end(ending);
}

function run(command, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio });
    const forward = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    // No signal tells of a parent that was killed.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid === parent || forward("SIGTERM"), 500);
    const settle = (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, forward);
      resolve({ code: code ?? 128 + constants.signals[signal] });
    };
    child.on("exit", settle);
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      settle(127);
    });
  });
}

function end({ code }) {
  process.exit(code);
}
