import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { partitionOf } from "../wire/endpoint.js";
import { clockSkewMs, describeSkew } from "./answerTimes.js";
import type { StepOutcome, Walk } from "./diagnose.js";
import type { DiagnosisFact } from "./diagnoseReport.js";
import { transportFailure } from "./transportError.js";

/** A signature older or younger than that is refused. */
const acceptedSkewMs = 5 * 60_000;

/** Where a request would go, and what decided it. */
export async function destinationStep(walk: Walk): Promise<StepOutcome> {
  walk.resolved = await walk.options.resolveTarget();
  const { target, regionSource, identityLabel } = walk.resolved;
  const { origin } = walk;
  return {
    status: "ok",
    summary: `Requests go to ${origin.origin}.`,
    facts: [
      { name: "Region", value: `${target.region} (${regionSource})` },
      { name: "Identity", value: identityLabel },
      ...(target.endpoint === undefined
        ? []
        : [{ name: "Endpoint", value: `${origin.origin} replaces the region's own` }]),
    ],
  };
}

export async function nameStep(walk: Walk): Promise<StepOutcome> {
  const host = hostOf(walk.origin);
  if (isIP(host) !== 0) return { status: "skipped", summary: `${host} is an address already.` };
  try {
    const found = await heeding(lookup(host, { all: true }), walk.signal);
    const addresses = found.map(({ address }) => address);
    const inside = addresses.every(isPrivate)
      ? " Only private addresses: a VPC endpoint, a VPN or this machine itself."
      : "";
    return {
      status: "ok",
      summary: `${host} is known.${inside}`,
      facts: [{ name: "Addresses", value: addresses.join(", ") }],
    };
  } catch (error) {
    walk.signal.throwIfAborted();
    // Behind a proxy only the proxy has to know the name.
    const { proxy } = await walk.probe();
    if (proxy !== undefined) {
      const summary = `This machine does not know ${host}; the proxy ${proxy} looks it up.`;
      return { status: "ok", summary };
    }
    return walk.broken(transportFailure(error, { host, afterHead: false }));
  }
}

export async function proxyStep(walk: Walk): Promise<StepOutcome> {
  const { proxy, failure } = await walk.probe();
  const facts: DiagnosisFact[] = proxy === undefined ? [] : [{ name: "Proxy", value: proxy }];
  // What TLS has to say is the next step's.
  if (failure && ["proxy", "connection", "timeout"].includes(failure.kind)) {
    return walk.broken(failure, facts);
  }
  const summary =
    proxy === undefined
      ? `Connected to ${walk.origin.host} without a proxy.`
      : `Connected to ${walk.origin.host} through the proxy ${proxy}.`;
  return { status: "ok", summary, facts };
}

export async function tlsStep(walk: Walk): Promise<StepOutcome> {
  const { origin } = walk;
  const { issuer, failure } = await walk.probe();
  if (origin.protocol === "http:") {
    if (failure) return walk.broken(failure);
    if (isLoopback(hostOf(origin))) {
      return {
        status: "skipped",
        summary: "The endpoint is on this machine and speaks plain HTTP.",
      };
    }
    return {
      status: "warning",
      summary:
        "The endpoint speaks plain HTTP: prompts, answers and API keys can be read on the way.",
      remedy: "Use https in the setting bedrockStream.endpoint if the endpoint can.",
    };
  }
  const facts: DiagnosisFact[] = issuer === undefined ? [] : [{ name: "Issuer", value: issuer }];
  if (failure) return walk.broken(failure, facts);
  if (walk.target.verifyCertificate === false) {
    return {
      status: "warning",
      summary: `The certificate is issued by ${issuer ?? "nobody named"} and is not checked.`,
      facts,
      remedy: "Turn the setting http.proxyStrictSSL on again once the issuer is trusted.",
    };
  }
  return { status: "ok", summary: `The certificate is accepted.${inspected(walk, issuer)}`, facts };
}

/** Amazon signs its own certificates; another issuer there is somebody in between. */
function inspected({ origin, target }: Walk, issuer: string | undefined): string {
  const isAws = partitionOf(target.region) === "aws" && origin.hostname.endsWith(".amazonaws.com");
  if (!isAws || issuer === undefined || /amazon|starfield/i.test(issuer)) return "";
  return ` It is not Amazon's own: ${issuer} inspects what goes through.`;
}

export async function clockStep(walk: Walk): Promise<StepOutcome> {
  const { answer } = await walk.probe();
  const skewMs = answer && clockSkewMs({ ...answer, body: "" });
  if (skewMs === undefined) {
    return { status: "skipped", summary: "The answer has no Date header to compare with." };
  }
  const said = describeSkew(skewMs);
  if (said === undefined) return { status: "ok", summary: "This machine's clock is right." };
  const remedy = "Set this machine's clock, by its time service if possible.";
  return Math.abs(skewMs) < acceptedSkewMs
    ? { status: "warning", summary: `${said} Signatures are still accepted.`, remedy }
    : { status: "broken", summary: `${said} Signatures are refused from five minutes on.`, remedy };
}

/** The system's resolver can take long and knows no signal. */
async function heeding<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener("abort", leave);
  }
}

function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, "");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** RFC 1918, loopback, link-local and unique local addresses. */
function isPrivate(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80:)/i.test(
    address,
  );
}
