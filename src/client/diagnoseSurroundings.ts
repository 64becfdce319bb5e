import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import * as l10n from "../l10n.js";
import type { DiagnosisFact } from "./diagnoseReport.js";
import { withoutLogin } from "./proxyNotice.js";

export interface Surroundings {
  /** Where the extension host runs, for people: "this machine", "the remote host (WSL)". */
  readonly place: string;
  /** Versions of the editor and of this extension. */
  readonly versions: string;
  /** VS Code's `http.*` settings. */
  readonly http: {
    readonly proxy: string;
    readonly noProxy: readonly string[];
    readonly proxySupport: string;
    readonly proxyStrictSSL: boolean;
    readonly systemCertificates: boolean;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Variables whose value helps and is no secret. */
const shownVariables = [
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_EC2_METADATA_DISABLED",
  "NO_PROXY",
  "NODE_EXTRA_CA_CERTS",
];
/** Variables of which only the presence is told. */
const hiddenVariables = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_ROLE_ARN",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];
/** URLs that may hold a login. */
const urlVariables = ["HTTPS_PROXY", "HTTP_PROXY", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO"];

/** What a report tells of the place it was made in. Holds no secret. */
export function surroundingFacts(surroundings: Surroundings): readonly DiagnosisFact[] {
  const { place, versions, environment } = surroundings;
  const valueOf = (name: string): string =>
    environment[name] || environment[name.toLowerCase()] || "";
  const shown = shownVariables.filter((name) => valueOf(name) !== "");
  const hidden = hiddenVariables.filter((name) => valueOf(name) !== "");
  return [
    { name: l10n.t("Runs on"), value: place },
    { name: l10n.t("Versions"), value: versions },
    ...awsFiles(environment).map(({ name, path }) => ({
      name,
      value: existsSync(path)
        ? l10n.t("{0} (read)", tilde(path))
        : l10n.t("{0} (not there)", tilde(path)),
    })),
    ...httpFacts(surroundings),
    ...shown.map((name) => ({ name, value: tilde(valueOf(name)) })),
    ...urlVariables.flatMap((name) =>
      valueOf(name) === "" ? [] : [{ name, value: urlWithoutLogin(valueOf(name)) }],
    ),
    ...(hidden.length > 0 ? [{ name: l10n.t("Also set"), value: hidden.join(", ") }] : []),
  ];
}

/** The AWS configuration files of this process, whether they exist or not. */
function awsFiles(
  environment: Readonly<Record<string, string | undefined>>,
): readonly { readonly name: string; readonly path: string }[] {
  const below = (name: string): string => join(homedir(), ".aws", name);
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = environment;
  return [
    { name: l10n.t("AWS config"), path: config || below("config") },
    { name: l10n.t("AWS credentials"), path: credentials || below("credentials") },
  ];
}

/** Only what differs from VS Code's defaults says anything. */
function httpFacts({ http }: Surroundings): readonly DiagnosisFact[] {
  const { proxy, noProxy, proxySupport, proxyStrictSSL, systemCertificates } = http;
  return [
    ...(proxy === "" ? [] : [{ name: "http.proxy", value: urlWithoutLogin(proxy) }]),
    ...(noProxy.length === 0 ? [] : [{ name: "http.noProxy", value: noProxy.join(", ") }]),
    ...(proxySupport === "override" ? [] : [{ name: "http.proxySupport", value: proxySupport }]),
    ...(proxyStrictSSL ? [] : [{ name: "http.proxyStrictSSL", value: "false" }]),
    ...(systemCertificates ? [] : [{ name: "http.systemCertificates", value: "false" }]),
  ];
}

function urlWithoutLogin(url: string): string {
  const [, scheme = "", rest = url] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/i.exec(url) ?? [];
  return scheme + withoutLogin(rest);
}

/** The name of a home folder is often a person's. */
function tilde(path: string): string {
  const home = homedir();
  const isInside = path === home || path.startsWith(home + sep);
  return home !== "/" && isInside ? `~${path.slice(home.length)}` : path;
}
