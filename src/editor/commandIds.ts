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
  "copyRequestAs",
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
  "trySandbox",
  "stopSandbox",
  "insertOutput",
  "replaceSelection",
  "copyOutput",
  "saveOutput",
  "continueConversation",
  "openOutputInEditor",
  "openOutputAsTab",
  "moveOutputBack",
  "showOutput",
  "showLog",
  "diagnoseConnection",
  "copyReport",
  "searchHistory",
  "openRun",
  "pinRun",
  "unpinRun",
  "renameRun",
  "deleteRun",
  "compareRuns",
  "replayRun",
  "saveRawBytes",
  "saveEvents",
  "clearHistory",
  "openWalkthrough",
] as const;

export type CommandId = (typeof commandIds)[number];

/**
 * What each command does. The argument is whatever a caller passed; it is parsed inside. Menus of a
 * view pass all selected rows after it.
 */
export type CommandTable = Readonly<
  Record<CommandId, (argument?: unknown, selected?: unknown) => unknown>
>;
