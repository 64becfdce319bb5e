import { element, icon, setIcon } from "./dom.js";

/** A button as in VS Code's own tool bars: an icon with a name and a tooltip. */
export function iconButton(
  options: { readonly icon: string; readonly name: string; readonly action?: string },
  onClick: (button: HTMLButtonElement) => void,
): HTMLButtonElement {
  const button = element(
    "button",
    {
      class: "icon-button",
      attributes: {
        type: "button",
        title: options.name,
        "aria-label": options.name,
        ...(options.action && { "data-action": options.action }),
      },
    },
    icon(options.icon),
  );
  button.addEventListener("click", () => onClick(button));
  return button;
}

export function textButton(
  options: { readonly label: string; readonly isPrimary?: boolean; readonly action?: string },
  onClick: (button: HTMLButtonElement) => void,
): HTMLButtonElement {
  const button = element(
    "button",
    {
      class: options.isPrimary ? "text-button primary" : "text-button",
      attributes: { type: "button", ...(options.action && { "data-action": options.action }) },
    },
    options.label,
  );
  button.addEventListener("click", () => onClick(button));
  return button;
}

const confirmationMs = 1_500;

/** Shows for a moment that a copy was made. */
export function confirmOn(button: HTMLButtonElement, normalIcon: string): void {
  const shown = button.querySelector("span");
  if (!shown) return;
  setIcon(shown, "check");
  setTimeout(() => setIcon(shown, normalIcon), confirmationMs);
}
