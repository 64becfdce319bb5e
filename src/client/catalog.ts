import { encodeSegment } from "../wire/endpoint.js";
import { CatalogQuestion } from "./catalogAnswer.js";
import { catalogCall, type CatalogCall, type CatalogCallOptions } from "./catalogCall.js";
import {
  objects,
  readCustomModelDeployment,
  readFoundationModel,
  readImportedModel,
  readInferenceProfile,
  readProvisionedModel,
  type CustomModelDeployment,
  type FoundationModel,
  type ImportedModel,
  type InferenceProfile,
  type ItemReader,
  type ProvisionedModel,
} from "./catalogItems.js";

/** The most that every paged operation allows. */
const pageSize = "1000";
/** No account has that many pages; a service that repeats its tokens would never end. */
const mostPages = 50;

interface List<T> extends CatalogCall {
  /** The member of the answer that holds the items. */
  readonly member: string;
  readonly read: ItemReader<T>;
  readonly isPaged: boolean;
}

/**
 * What one identity may see of Bedrock's models in one region, by the control plane's List and Get
 * operations. Every answer is kept in memory with its age.
 */
export class Catalog {
  /** ListFoundationModels */
  readonly foundationModels = this.list<FoundationModel>({
    path: "/foundation-models",
    member: "modelSummaries",
    read: readFoundationModel,
    isPaged: false,
  });
  /** ListInferenceProfiles, the cross-region ones of AWS. */
  readonly systemProfiles = this.profiles("SYSTEM_DEFINED");
  /** ListInferenceProfiles, the account's own. Asked for apart: without a type they are left out. */
  readonly applicationProfiles = this.profiles("APPLICATION");
  /** ListImportedModels */
  readonly importedModels = this.list<ImportedModel>({
    path: "/imported-models",
    member: "modelSummaries",
    read: readImportedModel,
    isPaged: true,
  });
  /** ListProvisionedModelThroughputs */
  readonly provisionedModels = this.list<ProvisionedModel>({
    path: "/provisioned-model-throughputs",
    member: "provisionedModelSummaries",
    read: readProvisionedModel,
    isPaged: true,
  });
  /** ListCustomModelDeployments */
  readonly customModelDeployments = this.list<CustomModelDeployment>({
    path: "/model-customization/custom-model-deployments",
    member: "modelDeploymentSummaries",
    read: readCustomModelDeployment,
    isPaged: true,
  });
  private readonly modelsById = new Map<string, CatalogQuestion<FoundationModel | undefined>>();
  private readonly profilesById = new Map<string, CatalogQuestion<InferenceProfile | undefined>>();

  constructor(private readonly options: CatalogCallOptions) {}

  /** All lists, in the order in which a picker needs them. */
  get lists() {
    return [
      this.systemProfiles,
      this.foundationModels,
      this.applicationProfiles,
      this.importedModels,
      this.provisionedModels,
      this.customModelDeployments,
    ] as const;
  }

  /** GetFoundationModel, by model id or ARN. */
  foundationModel(modelIdentifier: string): CatalogQuestion<FoundationModel | undefined> {
    return once(this.modelsById, modelIdentifier, () =>
      this.question(async (signal) => {
        const path = `/foundation-models/${encodeSegment(modelIdentifier)}`;
        const { modelDetails } = await catalogCall({ path }, this.options, signal);
        return objects([modelDetails ?? null]).map(readFoundationModel)[0];
      }),
    );
  }

  /** GetInferenceProfile, by id or ARN; tells the model behind an application inference profile. */
  inferenceProfile(identifier: string): CatalogQuestion<InferenceProfile | undefined> {
    return once(this.profilesById, identifier, () =>
      this.question(async (signal) => {
        const path = `/inference-profiles/${encodeSegment(identifier)}`;
        return readInferenceProfile(await catalogCall({ path }, this.options, signal));
      }),
    );
  }

  private profiles(type: "SYSTEM_DEFINED" | "APPLICATION") {
    return this.list<InferenceProfile>({
      path: "/inference-profiles",
      query: { type },
      member: "inferenceProfileSummaries",
      read: readInferenceProfile,
      isPaged: true,
    });
  }

  private list<T>(list: List<T>): CatalogQuestion<readonly T[]> {
    return this.question((signal) => allPages(list, this.options, signal));
  }

  private question<T>(ask: (signal: AbortSignal) => Promise<T>): CatalogQuestion<T> {
    return new CatalogQuestion(ask, () => (this.options.clock?.() ?? new Date()).getTime());
  }
}

async function allPages<T>(
  { path, query, member, read, isPaged }: List<T>,
  options: CatalogCallOptions,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const items: T[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const paging = {
      ...(isPaged && { maxResults: pageSize }),
      ...(nextToken !== undefined && { nextToken }),
    };
    const answer = await catalogCall({ path, query: { ...query, ...paging } }, options, signal);
    items.push(...objects(answer[member]).flatMap((item) => read(item) ?? []));
    const token = answer["nextToken"];
    if (typeof token !== "string" || token === "" || token === nextToken) break;
    nextToken = token;
  }
  return items;
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
