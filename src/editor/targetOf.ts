import * as vscode from "vscode";
import { profileRegion } from "../client/profiles.js";
import { resolveTarget, type ResolvedTarget } from "../client/resolveTarget.js";
import { readSettings } from "../settings.js";
import type { ApiKey } from "./apiKey.js";
import type { SourcedRequest } from "./requestSource.js";
import type { SandboxSession } from "./sandboxSession.js";

/**
 * Where a request goes and as whom, by the choices of this moment.
 *
 * @throws {Failure} `configuration`
 */
export async function targetOf(
  sourced: SourcedRequest,
  apiKey: ApiKey,
  sandbox: SandboxSession,
): Promise<ResolvedTarget> {
  await apiKey.ready;
  const { request, region, profile } = sourced;
  const http = vscode.workspace.getConfiguration("http");
  return resolveTarget({
    request: {
      modelId: request.modelId,
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
    },
    settings: readSettings(),
    ...(apiKey.value !== undefined && { apiKey: apiKey.value }),
    ...(sandbox.current && { sandbox: sandbox.current }),
    environment: process.env,
    profileRegion,
    // VS Code applies its proxy settings to our requests by itself, all but this one.
    verifyCertificate: http.get("proxyStrictSSL") !== false,
    proxySettings: [http.get("proxy"), http.get("proxyAuthorization")].filter(isText),
    isTrusted: vscode.workspace.isTrusted,
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
