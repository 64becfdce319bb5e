import { Failure } from "../failure.js";
import type { Target } from "../client/target.js";
import * as l10n from "../l10n.js";

/** What of a target decides the host. */
export type EndpointChoice = Pick<Target, "region" | "endpoint" | "useFips" | "useDualStack">;

interface Partition {
  readonly id: string;
  readonly regions: RegExp;
  readonly dnsSuffix: string;
  readonly dualStackDnsSuffix: string;
}

/** From botocore's `partitions.json`. The first one also serves regions that no pattern knows. */
const partitions: readonly [Partition, ...Partition[]] = [
  {
    id: "aws",
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    dnsSuffix: "amazonaws.com",
    dualStackDnsSuffix: "api.aws",
  },
  {
    id: "aws-cn",
    regions: /^cn-\w+-\d+$/,
    dnsSuffix: "amazonaws.com.cn",
    dualStackDnsSuffix: "api.amazonwebservices.com.cn",
  },
  {
    id: "aws-us-gov",
    regions: /^us-gov-\w+-\d+$/,
    dnsSuffix: "amazonaws.com",
    dualStackDnsSuffix: "api.aws",
  },
  {
    id: "aws-eusc",
    regions: /^eusc-(de)-\w+-\d+$/,
    dnsSuffix: "amazonaws.eu",
    dualStackDnsSuffix: "api.amazonwebservices.eu",
  },
  {
    id: "aws-iso",
    regions: /^us-iso-\w+-\d+$/,
    dnsSuffix: "c2s.ic.gov",
    dualStackDnsSuffix: "api.aws.ic.gov",
  },
  {
    id: "aws-iso-b",
    regions: /^us-isob-\w+-\d+$/,
    dnsSuffix: "sc2s.sgov.gov",
    dualStackDnsSuffix: "api.aws.scloud",
  },
  {
    id: "aws-iso-e",
    regions: /^eu-isoe-\w+-\d+$/,
    dnsSuffix: "cloud.adc-e.uk",
    dualStackDnsSuffix: "api.cloud-aws.adc-e.uk",
  },
  {
    id: "aws-iso-f",
    regions: /^us-isof-\w+-\d+$/,
    dnsSuffix: "csp.hci.ic.gov",
    dualStackDnsSuffix: "api.aws.hci.ic.gov",
  },
];

/**
 * Whether a text has the form of a region's name. Other words would make hosts of other services:
 * `bedrock-runtime.s3.amazonaws.com` is a bucket.
 */
export function isRegionName(text: string): boolean {
  return /^[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/i.test(text);
}

/** Whether a region is one of a partition that is known, and so its host one of AWS. */
export function isKnownRegion(region: string): boolean {
  return partitions.some(({ regions }) => regions.test(region));
}

/** The failure for a region that is none, or that nobody knows. */
export function badRegion(region: string): Failure {
  return configuration(
    "BAD_REGION",
    l10n.t(
      '"{0}" is not an AWS region. Correct "region" in the request, or choose one with Select Region.',
      region,
    ),
  );
}

/** The partition of a region; `aws` for one that no pattern knows, as the SDKs do. */
export function partitionOf(region: string): string {
  return findPartition(region).id;
}

/**
 * Where streams are asked for: the override with its base path, or the region's host.
 * Throws Failure("configuration") for a region or an endpoint that cannot be one.
 */
export function runtimeOrigin(choice: EndpointChoice): URL {
  return originOf("bedrock-runtime", choice);
}

/**
 * Where models are listed. A gateway named as endpoint is asked for that too; a private endpoint of
 * the runtime service does not serve it, so the region's public host is asked instead.
 */
export function controlOrigin(choice: EndpointChoice): URL {
  const { endpoint = "", ...regional } = choice;
  return isAwsRuntimeHost(endpoint) ? originOf("bedrock", regional) : originOf("bedrock", choice);
}

/** Where AWS tells whose credentials somebody has: the region's own STS. */
export function stsOrigin(choice: Omit<EndpointChoice, "endpoint">): URL {
  return originOf("sts", choice);
}

/** For example `vpce-0a1b-2c3d.bedrock-runtime.us-east-1.vpce.amazonaws.com`. */
function isAwsRuntimeHost(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  const isAws = partitions.some(
    ({ dnsSuffix, dualStackDnsSuffix }) =>
      hostname.endsWith(`.${dnsSuffix}`) || hostname.endsWith(`.${dualStackDnsSuffix}`),
  );
  return isAws && /(^|\.)bedrock-runtime(-fips)?\./.test(hostname);
}

/** The path of the operation, its model id encoded as the AWS SDKs do: `%3A`, `%2F`. */
export function invokePath(modelId: string): string {
  return `/model/${encodeSegment(modelId)}/invoke-with-response-stream`;
}

/** A path below an origin that may have a base path of its own. */
export function pathBelow(origin: URL, path: string): string {
  return origin.pathname.replace(/(?<!\/)\/+$/, "") + path;
}

/**
 * Percent-encodes all but `A-Z a-z 0-9 - . _ ~`, which leaves one path segment. Halves of surrogate
 * pairs, of which UTF-8 has none, become U+FFFD.
 */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function originOf(service: string, choice: EndpointChoice): URL {
  const { region, endpoint, useFips = false, useDualStack = false } = choice;
  checkRegion(region);
  if (endpoint !== undefined && endpoint !== "") {
    if (useFips || useDualStack) {
      throw configuration(
        "ENDPOINT_CONFLICT",
        l10n.t(
          "A custom endpoint cannot be combined with FIPS or dual-stack. Turn one of them off.",
        ),
      );
    }
    return customOrigin(endpoint);
  }
  const partition = findPartition(region);
  const suffix = useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
  return new URL(`https://${service}${useFips ? "-fips" : ""}.${region}.${suffix}`);
}

/** A region becomes part of a host name and of the signature, so it must not be able to end either. */
function checkRegion(region: string): void {
  if (region === "") throw configuration("NO_REGION", l10n.t("No AWS region is set."));
  if (!isRegionName(region)) throw badRegion(region);
}

/** What stands in front of the host, if anything does, even where the rest is no URL. */
const login = /^[^/]*(?:@|\/+[^/?#]*@)/;

/**
 * An endpoint that replaces the region's host.
 * Throws Failure("configuration") for one that cannot, or that holds a login: no message says it.
 */
export function customOrigin(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const holdsMore = url && (url.username || url.password || url.search || url.hash);
  if (holdsMore || login.test(endpoint)) {
    throw configuration(
      "BAD_ENDPOINT",
      l10n.t("The endpoint must not hold a user, a query or a fragment."),
    );
  }
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw configuration(
      "BAD_ENDPOINT",
      l10n.t('The endpoint "{0}" is not an http or https URL.', endpoint),
    );
  }
  return url;
}

function findPartition(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? partitions[0];
}

function configuration(code: string, message: string): Failure {
  return new Failure("configuration", message, { code });
}
