import {
  getLanguageService,
  TextDocument,
  type ASTNode,
  CompletionItemTag,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
  type FoldingRange,
  type FormattingOptions,
  type Hover,
  type JSONDocument,
  type LanguageService,
  type Range,
  type TextEdit,
} from "vscode-json-languageservice";
import type { FamilyId } from "../models/family.js";
import { shortenLists } from "./shortenLists.js";
import { checkExtent, type CheckExtent } from "./checkExtent.js";
import type { TextRange } from "./documentRange.js";
import { isJsonObject, parseJson, type JsonObject } from "./json.js";
import { bodyDefinitionOf } from "./schemaChoice.js";
import { deprecatedDetail } from "./schemaHints.js";
import { schemaInLanguage } from "./schemaInLanguage.js";
import { fileSchemaText, unknownKeyText, validationSchemaText } from "./schemaForms.js";

/** A text at one moment; texts with the same key are the same. */
export interface SchemaSource {
  readonly key: string;
  readonly text: string;
}

/** Where a body breaks the schema of its model. */
export interface SchemaProblem extends TextRange {
  readonly message: string;
  readonly severity: "error" | "warning";
  /** What kind of warning it is; errors have none. */
  readonly kind?: "unknownKey" | "deprecated";
}

/** A place in JSON text. */
export interface SchemaPlace {
  /** The keys on the way to it, array positions left out. */
  readonly path: readonly string[];
  readonly isKey: boolean;
  /** The string it stands in, with the quotes; a key too. */
  readonly value?: TextRange;
}

interface ParsedSource {
  readonly key: string;
  readonly extent: CheckExtent;
  readonly document: TextDocument;
  readonly json: JSONDocument;
}

/** More than anybody reads; a body made by a program may be wrong in each of thousands of turns. */
const mostProblems = 200;

/** Values of a large body that are held against a schema; of objects, all keys are. */
const maxSchemaValues = 8_000;

/** As many as VS Code itself computes for JSON: they are sent to the window with every edit. */
const mostSymbols = 5_000;

/** JSON parsing and schema help for request files, by the schema that the build generated. */
export class RequestSchemas {
  private readonly service: LanguageService;
  private readonly generated: JsonObject;
  private last: ParsedSource | undefined;

  /** @param familyOf the family of a model id, as far as the id tells. */
  constructor(
    generated: JsonObject,
    private readonly familyOf: (modelId: string) => FamilyId | undefined,
  ) {
    this.service = getLanguageService({});
    this.generated = schemaInLanguage(generated);
    const { definitions } = this.generated;
    const names = Object.keys(isJsonObject(definitions) ? definitions : {});
    const schemaOf = (uri: string, text: string) => {
      return { uri, fileMatch: [uri.replace("bedrock:/", "")], schema: parseJson(text) as object };
    };
    this.service.configure({
      schemas: [
        schemaOf(fileUri(undefined), fileSchemaText(this.generated, undefined)),
        ...names.flatMap((name) => [
          schemaOf(fileUri(name), fileSchemaText(this.generated, name)),
          schemaOf(bodyUri(name), validationSchemaText(this.generated, name)),
        ]),
      ],
    });
  }

  /**
   * What is wrong with the body in a request file, by the model above it. Texts that hold a variable
   * are taken for right: what they become is not known yet.
   */
  async problems(source: SchemaSource): Promise<SchemaProblem[]> {
    const { json, extent } = this.parse(source);
    const body = memberOf(json.root, "body");
    const name = this.definitionOf(json);
    if (body?.type !== "object" || name === undefined) return [];
    const checked = extent === "firstEntries" ? shortenLists(body, maxSchemaValues) : body;
    if (!checked) return [];
    const document = this.documentAs(source, bodyUri(name));
    const part = this.service.newJSONDocument(checked);
    const found = await this.service.doValidation(document, part, { schemaValidation: "error" });
    return found
      .slice(0, mostProblems)
      .flatMap((problem) => problemOf(problem, document, json) ?? []);
  }

  /** What can stand there; what is deprecated has the tag of it, by whatever word it is called. */
  async completions(source: SchemaSource, offset: number): Promise<readonly CompletionItem[]> {
    const { json } = this.parse(source);
    const document = this.documentAs(source, fileUri(this.definitionOf(json)));
    const found = await this.service.doComplete(document, document.positionAt(offset), json);
    return (found?.items ?? []).map((item) =>
      item.detail === deprecatedDetail() ? { ...item, tags: [CompletionItemTag.Deprecated] } : item,
    );
  }

  hover(source: SchemaSource, offset: number): PromiseLike<Hover | null> {
    const { json } = this.parse(source);
    const document = this.documentAs(source, fileUri(this.definitionOf(json)));
    return this.service.doHover(document, document.positionAt(offset), json);
  }

  symbols(source: SchemaSource): DocumentSymbol[] {
    const { json, document } = this.parse(source);
    return this.service.findDocumentSymbols2(document, json, { resultLimit: mostSymbols });
  }

  folds(source: SchemaSource): FoldingRange[] {
    return this.service.getFoldingRanges(this.parse(source).document, { rangeLimit: mostSymbols });
  }

  format(
    source: SchemaSource,
    range: Range | undefined,
    options: Pick<FormattingOptions, "tabSize" | "insertSpaces">,
  ): TextEdit[] {
    // It writes the indentation of each level before each value: the square of the depth.
    if (this.parse(source).extent === "nothing") return [];
    return this.service.format(this.documentAs(source, fileUri(undefined)), range, options);
  }

  /** Where in the JSON an offset stands, for what no schema knows. */
  placeAt(source: SchemaSource, offset: number): SchemaPlace {
    const at = this.parse(source).json.getNodeFromOffset(offset, true);
    const path: string[] = [];
    for (let node = at; node; node = node.parent) {
      if (node.type === "property") path.push(node.keyNode.value);
    }
    const isKey = at?.parent?.type === "property" && at.parent.keyNode === at;
    const value = at?.type === "string" ? { offset: at.offset, length: at.length } : undefined;
    return { path: path.reverse(), isKey, ...(value && { value }) };
  }

  /** What is too large, or too deep to be read by recursion, is for all help an empty text. */
  private parse({ key, text }: SchemaSource): ParsedSource {
    if (this.last?.key === key) return this.last;
    const extent = checkExtent(text);
    const read = extent === "nothing" ? "" : text;
    const document = this.documentAs({ key, text: read }, fileUri(undefined));
    const json = this.service.parseJSONDocument(document);
    this.last = { key, extent, document, json };
    return this.last;
  }

  private definitionOf({ root }: JSONDocument): string | undefined {
    const modelId = memberOf(root, "modelId");
    if (modelId?.type !== "string") return undefined;
    return bodyDefinitionOf(this.generated, modelId.value, this.familyOf(modelId.value));
  }

  /** The service finds the schema of a document by its name. */
  private documentAs(source: SchemaSource, uri: string): TextDocument {
    return TextDocument.create(uri, "jsonc", 0, source.text);
  }
}

const fileUri = (name: string | undefined) => `bedrock:/file/${name ?? "any"}.json`;
const bodyUri = (name: string) => `bedrock:/body/${name}.json`;

function memberOf(root: ASTNode | undefined, key: string): ASTNode | undefined {
  if (root?.type !== "object") return undefined;
  return root.properties.findLast(({ keyNode }) => keyNode.value === key)?.valueNode;
}

function problemOf(
  { range, message: said, code, severity }: Diagnostic,
  document: TextDocument,
  json: JSONDocument,
): SchemaProblem | undefined {
  const message = typeof said === "string" ? said : said.value;
  const offset = document.offsetAt(range.start);
  const length = document.offsetAt(range.end) - offset;
  const node = json.getNodeFromOffset(offset);
  if (node?.type === "string" && node.length === length && node.value.includes("{{")) {
    return undefined;
  }
  const warning = 2;
  if (severity !== warning) return { offset, length, message, severity: "error" };
  const unknown = unknownKeyText(message, node?.type === "string" ? node.value : "");
  // The whole entry is deprecated; of an unknown one the key is what is wrong.
  return {
    offset,
    length: unknown !== undefined ? (node?.length ?? length) : length,
    message: unknown ?? message,
    severity: "warning",
    ...(unknown !== undefined
      ? { kind: "unknownKey" }
      : code === undefined
        ? {}
        : { kind: "deprecated" }),
  };
}
