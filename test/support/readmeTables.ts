import { serviceExceptions } from "../../src/client/serviceExceptions.js";
import type { FailureRecord } from "../../src/failure.js";
import { scenarioTable } from "../../src/sandbox/scenarioLine.js";
import { failureText, severityOf } from "../../src/views/failureText.js";
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

/** Every exception with the words, severity and place that the views give it. */
function exceptions(): readonly Row[] {
  const context = { modelId: "the model", region: "the region", identity: "the one in use" };
  const rows = Object.entries(serviceExceptions).map(([exception, known]) => {
    const failure: FailureRecord = { ...known, exception, message: "" };
    const { title, nextStep } = failureText(failure, context);
    const place = known.kind === "invalidRequest" ? "the key blamed, else `modelId`" : "`modelId`";
    const tried = known.retryable ? "yes" : "no";
    return [
      `\`${exception}\``,
      `${known.httpStatus}`,
      title,
      severityOf(failure),
      place,
      tried,
      nextStep,
    ];
  });
  return [
    ["Exception", "HTTP", "Shown as", "Severity", "Place", "Tried again", "Next step"],
    ...rows,
  ];
}

function scenarios(): readonly Row[] {
  const rows = scenarioTable().map(({ name, argument, description }) => [
    `\`${name}\``,
    argument === "" ? "" : `\`${argument}\``,
    description,
  ]);
  return [["First line `sandbox: …`", "Argument", "What happens"], ...rows];
}
