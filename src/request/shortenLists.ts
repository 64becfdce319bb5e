import type { ASTNode } from "vscode-json-languageservice";

/**
 * A tree without the last entries of its lists, from so many values on; each list keeps its first entry,
 * so that none looks empty. Undefined when twice as many values are left all the same, as objects keep
 * all their keys.
 */
export function shortenLists<Node extends ASTNode>(
  root: Node,
  maxValues: number,
): Node | undefined {
  let values = 0;
  const shortened = <Part extends ASTNode>(node: Part): Part => {
    values += 1;
    if (values > 2 * maxValues) return node;
    if (node.type === "property")
      return copy(node, { valueNode: node.valueNode && shortened(node.valueNode) });
    if (node.type === "object") return copy(node, { properties: node.properties.map(shortened) });
    if (node.type !== "array") return node;
    const items: ASTNode[] = [];
    for (const item of node.items) {
      if (items.length > 0 && values >= maxValues) break;
      items.push(shortened(item));
    }
    return copy(node, { items });
  };
  const tree = shortened(root);
  return values <= 2 * maxValues ? tree : undefined;
}

/** Nodes read their children by the accessors of their class. */
function copy<Node extends ASTNode>(node: Node, changed: object): Node {
  return Object.assign(Object.create(Object.getPrototypeOf(node) as object) as Node, node, changed);
}
