/** Who signs: the user's explicit choice, never guessed from what happens to work. */
export type Identity =
  /** The usual chain, or one profile of it when it is named. */
  | { readonly type: "chain"; readonly profile?: string }
  /** A Bedrock API key, sent as bearer token. `source` is for people: where it came from. */
  | { readonly type: "apiKey"; readonly apiKey: string; readonly source: string }
  /** Fixed keys: the sandbox's. */
  | {
      readonly type: "keys";
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
      readonly source: string;
    };

/** Where a request goes and as whom. */
export interface Target {
  readonly region: string;
  /** Origin that replaces the region's host: VPC endpoint, gateway, sandbox. */
  readonly endpoint?: string;
  readonly useFips?: boolean;
  readonly useDualStack?: boolean;
  /** False: any TLS certificate is believed. */
  readonly verifyCertificate?: boolean;
  readonly identity: Identity;
  /** Proxies with their logins and values of `Proxy-Authorization`: secrets that answers may quote. */
  readonly proxyLogins?: readonly string[];
}
