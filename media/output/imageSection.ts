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
        attributes: { src: `data:${mediaType};base64,${base64}`, alt: "Image from the model" },
      }),
    );
  } else {
    const size = `${base64.length} characters of base64`;
    figure.append(icon("file-media"), ` ${mediaType ?? "Unknown type"}, ${size}`);
  }
  return figure;
}
