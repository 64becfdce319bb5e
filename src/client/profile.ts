/** How a profile comes to its credentials. */
export type ProfileKind =
  | "sso"
  | "assumeRole"
  | "webIdentity"
  | "process"
  | "login"
  | "static"
  /** It names no way to credentials, a region at most. */
  | "none";

/** A profile of the shared configuration files. Holds no secret, so it may be shown. */
export interface Profile {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region?: string;
  /** Account that the profile names, itself or in its role's ARN. */
  readonly accountId?: string;
  readonly roleName?: string;
  readonly ssoSession?: string;
  readonly ssoStartUrl?: string;
  /** The profile whose credentials assume the role. */
  readonly sourceProfile?: string;
  readonly needsMfa: boolean;
  readonly endpointUrl?: string;
}

type Section = Readonly<Record<string, string | undefined>>;

/** What the loader yields: profiles by name, with `sso-session.x` and the like among them. */
export interface SharedConfigFiles {
  readonly configFile: Readonly<Record<string, Section>>;
  readonly credentialsFile: Readonly<Record<string, Section>>;
}

/** The profiles of both files, those of the same name merged as the AWS SDKs do it. */
export function readProfiles(files: SharedConfigFiles): readonly Profile[] {
  const names = new Set([...Object.keys(files.configFile), ...Object.keys(files.credentialsFile)]);
  return [...names]
    .filter((name) => !/^(sso-session|services)\./.test(name))
    .map((name) =>
      readProfile(name, { ...files.configFile[name], ...files.credentialsFile[name] }, files),
    );
}

function readProfile(name: string, section: Section, files: SharedConfigFiles): Profile {
  const ssoSession = section["sso_session"];
  const session = files.configFile[`sso-session.${ssoSession}`];
  const role = /^arn:[^:]*:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(section["role_arn"] ?? "");
  const optional = {
    region: section["region"],
    accountId: section["sso_account_id"] ?? role?.[1] ?? section["aws_account_id"],
    roleName: section["sso_role_name"] ?? role?.[2],
    ssoSession,
    ssoStartUrl: section["sso_start_url"] ?? session?.["sso_start_url"],
    sourceProfile: section["source_profile"],
    endpointUrl: section["endpoint_url"],
  };
  return {
    name,
    kind: kindOf(section),
    needsMfa: section["mfa_serial"] !== undefined,
    ...withoutUndefined(optional),
  };
}

/** In the order in which the SDK's own loader decides. */
function kindOf(section: Section): ProfileKind {
  const has = (key: string): boolean => section[key] !== undefined;
  if (has("role_arn") && (has("source_profile") || has("credential_source"))) return "assumeRole";
  if (has("aws_access_key_id") && has("aws_secret_access_key")) return "static";
  if (has("web_identity_token_file") && has("role_arn")) return "webIdentity";
  if (has("credential_process")) return "process";
  if (has("sso_session") || has("sso_start_url") || has("sso_account_id")) return "sso";
  return has("login_session") ? "login" : "none";
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Defined<T>;
}
