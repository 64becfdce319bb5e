import * as vscode from "vscode";
import * as l10n from "../l10n.js";
import { maxCheckedDepth, maxCheckedTokens, maxSchemaTokens } from "../request/checkExtent.js";
import { maxCheckedVariables } from "./variables.js";

/** For a request that is too large or too deep to be looked at with every edit. */
export function unreadRemark(): vscode.Diagnostic {
  return remark(
    l10n.t(
      "This request has more than {0} values and signs, or is nested deeper than {1} levels: it is not checked while you write. You can send it; it is checked then.",
      l10n.decimal(maxCheckedTokens),
      l10n.decimal(maxCheckedDepth),
    ),
  );
}

/** For a request whose body is too large to be held against a schema as a whole with every edit. */
export function schemaRemark(): vscode.Diagnostic {
  return remark(
    l10n.t(
      "This request has more than {0} values and signs: of its long lists only the first entries are checked against the model's schema. You can send it as it is.",
      l10n.decimal(maxSchemaTokens),
    ),
  );
}

/** For a request with more variables than are looked up with every edit. */
export function variablesRemark(): vscode.Diagnostic {
  return remark(
    l10n.t(
      "This request has more than {0} different variables: the others are looked up only when you send it.",
      l10n.decimal(maxCheckedVariables),
    ),
  );
}

/** At the head of the file; nothing is wrong with it. */
function remark(message: string): vscode.Diagnostic {
  const head = new vscode.Range(0, 0, 0, 1);
  const diagnostic = new vscode.Diagnostic(head, message, vscode.DiagnosticSeverity.Information);
  diagnostic.source = "Bedrock Stream";
  return diagnostic;
}
