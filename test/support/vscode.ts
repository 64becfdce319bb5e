import * as fs from "node:fs";
import * as path from "node:path";
import { isolatedEnvironment } from "./environment.js";
import { temporaryFolder } from "./janitor.js";
import { quietSettings } from "./quietSettings.js";
import { provideRelease, type ReleaseName } from "./release.js";
import {
  installFolder,
  installVsix,
  startServer,
  writeSettings,
  type VscodeServer,
} from "./vscodeServer.js";

export interface VscodeOptions {
  /** A folder below test/workspaces; a copy of it is opened. An empty folder by default. */
  readonly workspace?: string;
  /** The person's own settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: Restricted Mode, as for a folder that was never opened before. */
  readonly trusted?: boolean;
  /** This checkout as it was built, by default; a folder like it; or a packaged extension. */
  readonly extension?: "development" | { readonly folder: string } | { readonly vsix: string };
  /** Folder of an extension that is installed, too. */
  readonly companion?: string;
  readonly release?: ReleaseName;
  /** More environment variables of the extension host, for example credentials. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A VS Code with this extension installed, waiting for a browser. */
export interface RunningVscode {
  readonly server: VscodeServer;
  /** The copy of the workspace folder. */
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Its environment, for a browser beside it. */
  readonly env: NodeJS.ProcessEnv;
  /** Changes the person's settings; read for certain when a window opens. */
  changeSettings(changes: Readonly<Record<string, unknown>>): void;
  /** Ends it and deletes all it wrote. */
  close(): Promise<void>;
}

export async function startVscode(options: VscodeOptions = {}): Promise<RunningVscode> {
  const release = await provideRelease(options.release);
  const temporary = temporaryFolder();
  const workspace = path.join(temporary.path, options.workspace ?? "empty");
  const userDataFolder = path.join(temporary.path, "data");
  const settings: Record<string, unknown> = { ...quietSettings, ...options.settings };
  const env = isolatedEnvironment(temporary.path, options.env);
  const extension = options.extension ?? "development";
  const serverOptions = {
    release,
    userDataFolder,
    env,
    trusted: options.trusted ?? true,
    logName: `server-workbench-${process.pid}`,
  };
  try {
    if (options.workspace === undefined) fs.mkdirSync(workspace);
    else fs.cpSync(path.resolve("test/workspaces", options.workspace), workspace, RECURSIVE);
    writeSettings(userDataFolder, "User", settings);
    if (extension === "development") installFolder(serverOptions, process.cwd());
    else if ("folder" in extension) installFolder(serverOptions, extension.folder);
    else await installVsix(serverOptions, extension.vsix);
    if (options.companion !== undefined) {
      installFolder(serverOptions, options.companion, "companion");
    }
    const server = await startServer(serverOptions);
    return {
      server,
      workspace,
      settings,
      env,
      changeSettings: (changes) => {
        Object.assign(settings, changes);
        writeSettings(userDataFolder, "User", settings);
      },
      close: async () => {
        await server.close();
        await temporary.remove();
      },
    };
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

const RECURSIVE = { recursive: true } as const;
