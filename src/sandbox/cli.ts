import { isFailure } from "../failure.js";
import { readArguments, usage, type CliRequest } from "./cliArguments.js";
import { scenarioTable } from "./scenarioLine.js";
import { startSandbox } from "./server.js";

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  switch (request.type) {
    case "list":
      process.stdout.write(listing());
      return;
    case "help":
      process.stdout.write(usage);
      return;
    case "wrong":
      process.stderr.write(`${request.message}\n\n${usage}`);
      process.exitCode = 2;
      return;
    case "start":
      await serve(request);
      return;
    default: {
      const never: never = request;
      return never;
    }
  }
}

/** Milliseconds between two looks at who our parent is. */
const parentWatchMs = 500;

/** Ends with the process that started this one: no signal tells that it was killed. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(1), parentWatchMs).unref();
}

async function serve(request: Extract<CliRequest, { type: "start" }>): Promise<void> {
  endWithParent();
  const { port, paceMs, upstream } = request;
  const sandbox = await startSandbox({
    port,
    ...(paceMs === undefined ? {} : { paceMs }),
    ...(upstream ? { upstream } : {}),
  });
  // Before the line: who reads it may end this process at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void sandbox.close().then(() => process.exit(0));
    });
  }
  const { endpoint, region, accessKeyId, secretAccessKey, bearerToken } = sandbox;
  const line = { endpoint, region, accessKeyId, secretAccessKey, bearerToken };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function listing(): string {
  const rows = scenarioTable().map(({ name, argument, description }) => [
    `${name} ${argument}`.trim(),
    description,
  ]);
  const lines = rows.map(([head = "", description = ""]) => `  ${head}\n      ${description}\n`);
  return `The first line of a prompt asks for a scenario: "sandbox: NAME".\n\n${lines.join("")}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${isFailure(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
