import { serviceExceptions } from "../../src/client/serviceExceptions.js";
import { fixesFor } from "../../src/editor/fixes/fixesFor.js";
import type { FailureKind, FailureRecord } from "../../src/failure.js";
import { scenarioTable } from "../../src/sandbox/scenarioLine.js";
import { failureText } from "../../src/views/failureText.js";
import { readManifest } from "./nls.js";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; title: string }[];
    readonly keybindings: readonly { command: string; key: string; mac: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { default: unknown; description?: string; markdownDescription?: string }>
      >;
    };
  };
}

type Row = readonly string[];

/** Tables that the README shows and the code knows, by the name of their marker. */
const tables: Readonly<Record<string, () => readonly Row[]>> = {
  commands,
  settings,
  exceptions,
  scenarios,
};

/** The README with every table between its markers written anew. */
export function withTables(readme: string): string {
  return Object.entries(tables).reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`The README has no markers for ${name}.`);
    return `${text.slice(0, from + begin.length)}\n\n${markdown(rows())}\n\n${text.slice(to)}`;
  }, readme);
}

function markdown([head = [], ...rows]: readonly Row[]): string {
  const line = (cells: Row) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function manifest(): Manifest {
  return readManifest() as unknown as Manifest;
}

function commands(): readonly Row[] {
  const { commands: all, keybindings } = manifest().contributes;
  const rows = all.map(({ command, title }) => {
    const key = keybindings.find((binding) => binding.command === command)?.key ?? "";
    return [title, `\`${command}\``, key];
  });
  return [["Command", "Id", "Key"], ...rows];
}

function settings(): readonly Row[] {
  const { properties } = manifest().contributes.configuration;
  const rows = Object.entries(properties).map(([id, setting]) => [
    `\`${id}\``,
    `\`${JSON.stringify(setting.default)}\``,
    setting.markdownDescription ?? setting.description ?? "",
  ]);
  return [["Setting", "Default", "Meaning"], ...rows];
}

/** What each kind of service exception means, in one sentence. */
const meanings: Partial<Readonly<Record<FailureKind, string>>> = {
  invalidRequest: "The service does not take the request as it is.",
  accessDenied: "The identity may not call this model in this region.",
  credentials: "The signature, the keys or the token are not accepted.",
  notFound: "The endpoint or the region knows no such model or operation.",
  throttled: "More requests or tokens than the account may send now.",
  quotaExceeded: "A quota of the account is used up.",
  modelNotReady: "Bedrock has to load the model first.",
  modelTimeout: "The model did not answer within the limit of the service.",
  modelError: "The model itself failed.",
  service: "Bedrock failed, or the model is overloaded.",
};

/** Every exception, together with those that say the same and have the same remedy. */
function exceptions(): readonly Row[] {
  const rows = new Map<string, { readonly names: string[]; readonly row: Row }>();
  for (const [exception, known] of Object.entries(serviceExceptions)) {
    const failure: FailureRecord = { ...known, exception, message: "" };
    const { title, nextStep } = failureText(failure, anyContext);
    const tried = known.retryable ? "yes" : "no";
    const offered = fixLabels(failure);
    const row = [title, meanings[known.kind] ?? "", tried, withoutIdentity(nextStep), offered];
    const group = rows.get(row.join()) ?? { names: [], row };
    group.names.push(`\`${exception}\` ${known.httpStatus}`);
    rows.set(row.join(), group);
  }
  return [
    ["Shown as", "Exception, HTTP status", "What it means", "Tried again", "What to do", "Offered"],
    ...[...rows.values()].map(({ names, row: [title = "", ...rest] }) => [
      title,
      names.join(", "),
      ...rest,
    ]),
  ];
}

const anyContext = { modelId: "the model", region: "the region", identity: "the one in use" };

/** The next step without the identity that it names, which is each person's own. */
function withoutIdentity(nextStep: string): string {
  return nextStep
    .replace(/ \((?:now: )?the one in use\)/, "")
    .replace(/ Identity: the one in use\./, "");
}

/** The buttons below such an ending, beside the one that runs it again. */
function fixLabels(failure: FailureRecord): string {
  if (failure.kind === "invalidRequest") return "The change that the message asks for";
  const request = { modelId: "anthropic.claude-3-haiku-20240307-v1:0", body: "{}" };
  const identity = { type: "chain" } as const;
  const { region } = anyContext;
  const fixes = fixesFor({ verdict: "failed", text: "", failure, request, region, identity });
  return fixes.flatMap(({ id, label }) => (id === "runAgain" ? [] : [label])).join(", ");
}

function scenarios(): readonly Row[] {
  const rows = scenarioTable().map(({ name, argument, description }) => [
    `\`${name}\``,
    argument === "" ? "" : `\`${argument}\``,
    description,
  ]);
  return [["First line `sandbox: …`", "Argument", "What happens"], ...rows];
}
