/** Every command of this extension, without the prefix; a test compares them with package.json. */
export const commandIds = [
  "streamPrompt",
  "streamSelection",
  "streamRequest",
  "askSelection",
  "explainSelection",
  "reviewSelection",
  "testSelection",
  "documentSelection",
  "translateSelection",
  "editTemplates",
  "showRequest",
  "stop",
  "stopAll",
  "runAgain",
  "selectModel",
  "selectProfile",
  "selectRegion",
  "setApiKey",
  "clearApiKey",
  "newRequest",
  "useSandbox",
  "stopSandbox",
  "insertOutput",
  "replaceSelection",
  "copyOutput",
  "openOutputInEditor",
  "showOutput",
  "showLog",
  "diagnoseConnection",
  "copyReport",
  "clearHistory",
] as const;

export type CommandId = (typeof commandIds)[number];

/** What each command does. The argument is whatever a caller passed; it is parsed inside. */
export type CommandTable = Readonly<Record<CommandId, (argument: unknown) => unknown>>;
