import { loopbackUrl } from "./upstream.js";

/** What the command line asks for. */
export type CliRequest =
  | { readonly type: "list" }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly message: string }
  | {
      readonly type: "start";
      readonly port: number;
      readonly paceMs?: number;
      /** An OpenAI-compatible server on this machine that writes the answers. */
      readonly upstream?: URL;
    };

export const usage = `Usage: npm run sandbox -- [options]

Starts a Bedrock Runtime on 127.0.0.1 and prints one JSON line with its endpoint and keys.

  --port N        port to listen on (default 0: any free one)
  --pace MS       milliseconds between two pieces of an answer; 0 is full speed (default 30 to 50)
  --upstream URL  let an OpenAI-compatible server on loopback write the answers
  --list          print the scenarios that a prompt's first line can ask for
  --help          print this
`;

/** Reads the arguments after the program's name. */
export function readArguments(args: readonly string[]): CliRequest {
  let port = 0;
  let paceMs: number | undefined;
  let upstream: URL | undefined;
  for (let i = 0; i < args.length; i++) {
    const [flag = "", attached] = splitFlag(args[i] ?? "");
    if (flag === "--list") return { type: "list" };
    if (flag === "--help" || flag === "-h") return { type: "help" };
    const value = attached ?? args[++i];
    if (!["--port", "--pace", "--upstream"].includes(flag)) return wrong(`Unknown option ${flag}`);
    if (value === undefined) return wrong(`${flag} needs a value`);
    if (flag === "--upstream") {
      const url = loopbackUrl(value);
      if (!url)
        return wrong("--upstream takes an http:// URL on 127.0.0.1, localhost or [::1] only");
      upstream = url;
      continue;
    }
    const number = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
    if (Number.isNaN(number) || (flag === "--port" && number > 65535)) {
      return wrong(`${flag} takes a number, not ${value}`);
    }
    if (flag === "--port") port = number;
    else paceMs = number;
  }
  return {
    type: "start",
    port,
    ...(paceMs === undefined ? {} : { paceMs }),
    ...(upstream ? { upstream } : {}),
  };
}

function wrong(message: string): CliRequest {
  return { type: "wrong", message };
}

/** `--port=8080` is taken as well as `--port 8080`. */
function splitFlag(argument: string): [flag: string, value?: string] {
  const equals = argument.indexOf("=");
  return argument.startsWith("--") && equals > 0
    ? [argument.slice(0, equals), argument.slice(equals + 1)]
    : [argument];
}
