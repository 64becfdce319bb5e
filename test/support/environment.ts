import * as path from "node:path";

/**
 * The environment of everything that we start: the person's own, less what would make a run depend
 * on who started it. No real AWS credentials, profiles or regions; nothing of a VS Code whose
 * terminal we may be in; a home of its own, so that nothing is left in the person's.
 */
export function isolatedEnvironment(
  temporary: string,
  more: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|VSCODE_|ELECTRON_|npm_|XDG_|NODE_OPTIONS$|DBUS_)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: path.join(temporary, "home"),
    TMPDIR: temporary,
    // The same for Windows.
    USERPROFILE: path.join(temporary, "home"),
    TEMP: temporary,
    TMP: temporary,
    AWS_CONFIG_FILE: path.join(temporary, "home/no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(temporary, "home/no-aws-credentials"),
    // Off a real EC2 machine the chain would wait seconds for this address to answer.
    AWS_EC2_METADATA_DISABLED: "true",
    // The SDKs that are test material warn of Node versions to come, in the middle of a report.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    // Without a gallery VS Code asks nobody about extensions.
    EXTENSIONS_GALLERY: "{}",
    ...more,
  };
}
