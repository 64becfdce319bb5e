/** Attributes of a new element. Text goes in as text nodes only; nothing here takes markup. */
export interface Look {
  readonly class?: string;
  /** Stable name for tests and styles: `data-part`. */
  readonly part?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  look: Look = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (look.class) made.className = look.class;
  if (look.part) made.dataset["part"] = look.part;
  for (const [name, value] of Object.entries(look.attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A codicon by id; an id that is none shows nothing. Decoration: words stand beside it. */
export function icon(id: string, spin = false): HTMLElement {
  const made = element("span", { attributes: { "aria-hidden": "true" } });
  setIcon(made, id, spin);
  return made;
}

export function setIcon(target: HTMLElement, id: string, spin = false): void {
  const name = /^[a-z0-9-]+$/.test(id) ? id : "blank";
  const className = `codicon codicon-${name}${spin ? " codicon-modifier-spin" : ""}`;
  if (target.className !== className) target.className = className;
}

/** Sets text only when it differs, so that a ticking clock costs no layout. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function show(target: HTMLElement, isShown: boolean): void {
  if (target.hidden === isShown) target.hidden = !isShown;
}
