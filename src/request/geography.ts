/** Geographies of cross-region inference profiles that are known by name. */
const geographies: ReadonlySet<string> = new Set(
  "us-gov global us eu apac ap jp au ca sa amer me af".split(" "),
);

/** Providers whose name tells that what stands in front of it is a geography, even a new one. */
const providers: ReadonlySet<string> = new Set(
  "ai21 amazon anthropic cohere deepseek google luma meta minimax mistral moonshot moonshotai nvidia openai qwen stability twelvelabs writer xai zai".split(
    " ",
  ),
);

/** An id without ARN, its geography taken off; `geography` is absent where there is none. */
export function splitGeography(id: string): {
  readonly geography?: string;
  readonly base: string;
} {
  const [first = "", second = "", ...rest] = id.split(".");
  const routed = second !== "" && (geographies.has(first) || isRouted(first, second, rest));
  return routed ? { geography: first, base: id.slice(first.length + 1) } : { base: id };
}

function isRouted(first: string, second: string, rest: readonly string[]): boolean {
  return rest.length > 0 && !providers.has(first) && providers.has(second);
}
