import * as l10n from "../../src/l10n.js";
import { element, icon } from "./dom.js";

const imageTypes: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
]);

/** An image that the model returned as data. Other types, SVG above all, are only named. */
export function imageSection(mediaType: string | undefined, base64: string): HTMLElement {
  const figure = element("figure", { class: "image", part: "image" });
  if (mediaType !== undefined && imageTypes.has(mediaType)) {
    figure.append(
      element("img", {
        attributes: {
          src: `data:${mediaType};base64,${base64}`,
          alt: l10n.t("Image from the model"),
        },
      }),
    );
  } else {
    const type = mediaType ?? l10n.t("Unknown type");
    const said = l10n.t("{0}, {1} characters of base64", type, l10n.decimal(base64.length));
    figure.append(icon("file-media"), ` ${said}`);
  }
  return figure;
}
