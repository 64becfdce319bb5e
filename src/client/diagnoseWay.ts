import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import * as l10n from "../l10n.js";
import { partitionOf } from "../wire/endpoint.js";
import { clockSkewMs, describeSkew } from "./answerTimes.js";
import type { StepOutcome, Walk } from "./diagnose.js";
import type { DiagnosisFact } from "./diagnoseReport.js";
import { isLoopbackHost } from "./plainHttp.js";
import { transportFailure } from "./transportError.js";
import { untilAborted } from "./untilAborted.js";

/** A signature older or younger than that is refused. */
const acceptedSkewMs = 5 * 60_000;

/** Where a request would go, and what decided it. */
export async function destinationStep(walk: Walk): Promise<StepOutcome> {
  walk.resolved = await walk.options.resolveTarget();
  const { target, regionSource, identityLabel } = walk.resolved;
  const { origin } = walk;
  return {
    status: "ok",
    summary: l10n.t("Requests go to {0}.", origin.origin),
    facts: [
      { name: l10n.t("Region"), value: l10n.t("{0} ({1})", target.region, regionSource) },
      { name: l10n.t("Identity"), value: identityLabel },
      ...(target.endpoint === undefined
        ? []
        : [
            {
              name: l10n.t("Endpoint"),
              value: l10n.t("{0} replaces the region's own", origin.origin),
            },
          ]),
    ],
  };
}

export async function nameStep(walk: Walk): Promise<StepOutcome> {
  const host = hostOf(walk.origin);
  if (isIP(host) !== 0)
    return { status: "skipped", summary: l10n.t("{0} is an address already.", host) };
  try {
    // The system's resolver can take long and knows no signal.
    const found = await untilAborted(lookup(host, { all: true }), walk.signal);
    const addresses = found.map(({ address }) => address);
    const known = l10n.t("{0} is known.", host);
    const inside = l10n.t("Only private addresses: a VPC endpoint, a VPN or this machine itself.");
    return {
      status: "ok",
      summary: addresses.every(isPrivate) ? `${known} ${inside}` : known,
      facts: [{ name: l10n.t("Addresses"), value: addresses.join(", ") }],
    };
  } catch (error) {
    walk.signal.throwIfAborted();
    // Behind a proxy only the proxy has to know the name.
    const { proxy } = await walk.probe();
    if (proxy !== undefined) {
      const summary = l10n.t(
        "This machine does not know {0}; the proxy {1} looks it up.",
        host,
        proxy,
      );
      return { status: "ok", summary };
    }
    return walk.broken(transportFailure(error, { host, afterHead: false }));
  }
}

export async function proxyStep(walk: Walk): Promise<StepOutcome> {
  const { proxy, failure } = await walk.probe();
  const facts: DiagnosisFact[] =
    proxy === undefined ? [] : [{ name: l10n.t("Proxy"), value: proxy }];
  // What TLS has to say is the next step's.
  if (failure && ["proxy", "connection", "timeout"].includes(failure.kind)) {
    return walk.broken(failure, facts);
  }
  const summary =
    proxy === undefined
      ? l10n.t("Connected to {0} without a proxy.", walk.origin.host)
      : l10n.t("Connected to {0} through the proxy {1}.", walk.origin.host, proxy);
  return { status: "ok", summary, facts };
}

export async function tlsStep(walk: Walk): Promise<StepOutcome> {
  const { origin } = walk;
  const { issuer, failure } = await walk.probe();
  if (origin.protocol === "http:") {
    if (failure) return walk.broken(failure);
    if (isLoopbackHost(origin.hostname)) {
      return {
        status: "skipped",
        summary: l10n.t("The endpoint is on this machine and speaks plain HTTP."),
      };
    }
    return {
      status: "warning",
      summary: l10n.t(
        "The endpoint speaks plain HTTP: prompts, answers and API keys can be read on the way.",
      ),
      remedy: l10n.t("Use https in the setting bedrockStream.endpoint if the endpoint can."),
    };
  }
  const facts: DiagnosisFact[] =
    issuer === undefined ? [] : [{ name: l10n.t("Issuer"), value: issuer }];
  if (failure) return walk.broken(failure, facts);
  if (walk.target.verifyCertificate === false) {
    return {
      status: "warning",
      summary:
        issuer === undefined
          ? l10n.t("The certificate is issued by nobody named and is not checked.")
          : l10n.t("The certificate is issued by {0} and is not checked.", issuer),
      facts,
      remedy: l10n.t("Turn the setting http.proxyStrictSSL on again once the issuer is trusted."),
    };
  }
  return {
    status: "ok",
    summary: acceptedText(walk, issuer),
    facts,
  };
}

/** Amazon signs its own certificates; another issuer there is somebody in between. */
function acceptedText({ origin, target }: Walk, issuer: string | undefined): string {
  const isAws = partitionOf(target.region) === "aws" && origin.hostname.endsWith(".amazonaws.com");
  const accepted = l10n.t("The certificate is accepted.");
  if (!isAws || issuer === undefined || /amazon|starfield/i.test(issuer)) return accepted;
  return `${accepted} ${l10n.t("It is not Amazon's own: {0} inspects what goes through.", issuer)}`;
}

export async function clockStep(walk: Walk): Promise<StepOutcome> {
  const { answer } = await walk.probe();
  const skewMs = answer && clockSkewMs({ ...answer, body: "" });
  if (skewMs === undefined) {
    return { status: "skipped", summary: l10n.t("The answer has no Date header to compare with.") };
  }
  const said = describeSkew(skewMs);
  if (said === undefined)
    return { status: "ok", summary: l10n.t("This machine's clock is right.") };
  const remedy = l10n.t("Set this machine's clock, by its time service if possible.");
  return Math.abs(skewMs) < acceptedSkewMs
    ? { status: "warning", summary: `${said} ${l10n.t("Signatures are still accepted.")}`, remedy }
    : {
        status: "broken",
        summary: `${said} ${l10n.t("Signatures are refused from five minutes on.")}`,
        remedy,
      };
}

function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, "");
}

/** RFC 1918, loopback, link-local and unique local addresses. */
function isPrivate(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80:)/i.test(
    address,
  );
}
