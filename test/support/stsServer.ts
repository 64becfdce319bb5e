import { once } from "node:events";
import * as http from "node:http";
import { addressOf } from "./listening.js";

/** A call of the token service: its form, and who signed it. */
export interface StsCall {
  readonly form: URLSearchParams;
  readonly authorization: string;
}

/** Keys that AssumeRole gives away. */
export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export interface StsServer {
  readonly url: string;
  readonly port: number;
  readonly calls: readonly StsCall[];
  close(): Promise<void>;
}

export interface StsOptions {
  /** Asked for each AssumeRole. */
  readonly roleKeys?: (call: number) => RoleKeys;
  /** Refuses everything with this exception. */
  readonly refusal?: string;
}

/** STS on 127.0.0.1: GetCallerIdentity and AssumeRole, in XML as AWS answers them. */
export async function startSts(options: StsOptions = {}): Promise<StsServer> {
  const calls: StsCall[] = [];
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(pieces).toString("utf8"));
      calls.push({ form, authorization: request.headers.authorization ?? "" });
      const { status, xml } = answer(form.get("Action") ?? "", calls.length, options);
      response.writeHead(status, { "content-type": "text/xml" }).end(xml);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = addressOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answer(
  action: string,
  call: number,
  { refusal, roleKeys }: StsOptions,
): { status: number; xml: string } {
  if (refusal !== undefined) return { status: 403, xml: errorXml(refusal) };
  if (action === "GetCallerIdentity") return { status: 200, xml: identityXml };
  if (action === "AssumeRole" && roleKeys) return { status: 200, xml: roleXml(roleKeys(call)) };
  return { status: 400, xml: errorXml("InvalidAction") };
}

const identityXml = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:sts::111122223333:assumed-role/Developer/session</Arn>
    <UserId>AROAEXAMPLE:session</UserId>
    <Account>111122223333</Account>
  </GetCallerIdentityResult>
</GetCallerIdentityResponse>`;

function roleXml({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: RoleKeys): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:session</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/Developer/session</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${accessKeyId}</AccessKeyId>
      <SecretAccessKey>${secretAccessKey}</SecretAccessKey>
      <SessionToken>${sessionToken}</SessionToken>
      <Expiration>${expiresAt.toISOString()}</Expiration>
    </Credentials>
  </AssumeRoleResult>
</AssumeRoleResponse>`;
}

function errorXml(code: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>Refused by the test.</Message></Error>
</ErrorResponse>`;
}
