import * as vscode from "vscode";
import { requestFileOfPrompt, type RequestedModel } from "../request/requestFileText.js";
import { fileExists } from "./fileExists.js";

/** A prompt about a selection that comes with this extension, as text with variables. */
export interface BuiltInTemplate {
  readonly type: "builtIn";
  readonly id: string;
  readonly label: string;
  readonly prompt: string;
}

/** A request file that a person wrote, in the workspace or for all workspaces. */
export interface FileTemplate {
  readonly type: "file";
  readonly id: string;
  readonly label: string;
  readonly uri: vscode.Uri;
  readonly place: "workspace" | "user";
}

export type PromptTemplate = BuiltInTemplate | FileTemplate;

/** The selection with where it stands, as context after an instruction. */
const context = `

<selection file="{{fileName}}" lines="{{lineRange}}" language="{{languageId}}">
{{selection}}
</selection>`;

/** The prompt for an instruction about the selection, as text with variables. */
export function promptOfInstruction(instruction: string): string {
  return `${instruction}${context}`;
}

/** The templates that come with this extension; they ask in the language of the window. */
export const builtInTemplates = (): readonly BuiltInTemplate[] => [
  builtIn(
    "explain",
    vscode.l10n.t("Explain"),
    vscode.l10n.t(
      "Explain what the following code or text does and why, first in one sentence, then step by step. Name anything surprising.",
    ),
  ),
  builtIn(
    "review",
    vscode.l10n.t("Review"),
    vscode.l10n.t(
      "Review the following code. List real defects first, each with its line and a fix, then risks, then style. Say so if you find nothing wrong.",
    ),
  ),
  builtIn(
    "tests",
    vscode.l10n.t("Write Tests"),
    vscode.l10n.t(
      "Write unit tests for the following code, in its language and the usual test framework of that language. Cover the edge cases. Answer with the code of the tests.",
    ),
  ),
  builtIn(
    "document",
    vscode.l10n.t("Document"),
    vscode.l10n.t(
      "Write documentation comments for the following code in the form that its language uses. Answer with the code, changed in nothing but its comments.",
    ),
  ),
  builtIn(
    "translate",
    vscode.l10n.t("Translate"),
    vscode.l10n.t(
      "Translate the following text into {{input:Language to translate into}}. Keep its form, names and code. Answer with the translation alone.",
    ),
  ),
];

function builtIn(id: string, label: string, instruction: string): BuiltInTemplate {
  return { type: "builtIn", id, label, prompt: promptOfInstruction(instruction) };
}

const ending = ".bedrock.json";

/** Where the file of a template lies. */
export function placeText({ place }: FileTemplate): string {
  return place === "workspace"
    ? vscode.l10n.t("workspace template")
    : vscode.l10n.t("user template");
}

/** Where templates are kept, and which there are. */
export class PromptTemplates {
  /** @param userFolder for templates of all workspaces. */
  constructor(private readonly userFolder: vscode.Uri) {}

  /** Every template that may be used; a file with the name of another one stands in its place, the workspace's first. */
  async list(): Promise<PromptTemplate[]> {
    const builtIns = builtInTemplates();
    const folders = templateFolders();
    const [ofWorkspace, ofUser] = await Promise.all([
      Promise.all(folders.map((folder) => filesIn(folder, "workspace"))),
      filesIn(this.userFolder, "user"),
    ]);
    const byId = new Map<string, PromptTemplate>();
    for (const one of [...ofWorkspace.flat(), ...ofUser, ...builtIns]) {
      if (!byId.has(one.id)) byId.set(one.id, one);
    }
    const order = (id: string) => {
      const index = builtIns.findIndex((one) => one.id === id);
      return index < 0 ? builtIns.length : index;
    };
    return [...byId.values()].sort((a, b) => order(a.id) - order(b.id));
  }

  async find(id: string): Promise<PromptTemplate | undefined> {
    return (await this.list()).find((one) => one.id === id);
  }

  /** The file to edit a template in; a built-in one is copied, with a body for this model. */
  async fileOf(
    template: PromptTemplate,
    model: RequestedModel,
    maxTokens: number,
  ): Promise<vscode.Uri> {
    if (template.type === "file") return template.uri;
    const folder = templateFolders()[0] ?? this.userFolder;
    const uri = vscode.Uri.joinPath(folder, `${template.id}${ending}`);
    const text = requestFileOfPrompt(model, template.prompt, maxTokens, [
      vscode.l10n.t(
        "{0}: a template for selections, in the menu for as long as this file exists.",
        template.label,
      ),
      vscode.l10n.t("Its variables are replaced when it is sent."),
    ]);
    await vscode.workspace.fs.createDirectory(folder);
    // The list of templates may lack one whose folder could not be read.
    if (!(await fileExists(uri))) {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    }
    return uri;
  }
}

/** A workspace that is not trusted may not put words of its own behind "Explain". */
function templateFolders(): readonly vscode.Uri[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => vscode.Uri.joinPath(uri, ".vscode", "bedrock"));
}

async function filesIn(
  folder: vscode.Uri,
  place: FileTemplate["place"],
): Promise<readonly FileTemplate[]> {
  let entries: readonly [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // No such folder: nobody has written a template there.
    return [];
  }
  return entries
    .filter(([name, type]) => name.endsWith(ending) && (type & vscode.FileType.File) !== 0)
    .map(([name]): FileTemplate => {
      const id = name.slice(0, -ending.length);
      const label = builtInTemplates().find((one) => one.id === id)?.label ?? id;
      return { type: "file", id, label, uri: vscode.Uri.joinPath(folder, name), place };
    })
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
