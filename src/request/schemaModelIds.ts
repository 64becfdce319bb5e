/**
 * Base ids of the text models that Bedrock has offered, oldest first within a vendor, for the schema
 * of request files. A model that is not here takes the schema of the one whose id is most alike, the
 * newest of several: so a missing id costs nothing as long as its family's newest generation is here.
 */
export const schemaModelIds: readonly string[] = [
  ...below("anthropic.claude-", [
    ...["instant-v1", "v2", "v2:1"],
    ...["3-sonnet-20240229-v1:0", "3-haiku-20240307-v1:0", "3-opus-20240229-v1:0"],
    ...["3-5-sonnet-20240620-v1:0", "3-5-haiku-20241022-v1:0", "3-5-sonnet-20241022-v2:0"],
    ...["3-7-sonnet-20250219-v1:0", "sonnet-4-20250514-v1:0", "opus-4-20250514-v1:0"],
    ...["opus-4-1-20250805-v1:0", "sonnet-4-5-20250929-v1:0", "haiku-4-5-20251001-v1:0"],
    ...["opus-4-5-20251101-v1:0", "opus-4-6-v1", "sonnet-4-6", "opus-4-7", "opus-4-8"],
    ...["sonnet-5", "opus-5", "haiku-5", "fable-5", "sonnet-5-5", "opus-5-5"],
  ]),
  ...below("amazon.titan-", ["tg1-large", "text-lite-v1", "text-express-v1", "text-premier-v1:0"]),
  ...below("amazon.nova-", ["micro-v1:0", "lite-v1:0", "pro-v1:0", "premier-v1:0", "2-lite-v1:0"]),
  ...below("meta.llama", [
    ...["2-13b-chat-v1", "2-70b-chat-v1", "3-8b-instruct-v1:0", "3-70b-instruct-v1:0"],
    ...["3-1-8b-instruct-v1:0", "3-1-70b-instruct-v1:0", "3-1-405b-instruct-v1:0"],
    ...["3-2-1b-instruct-v1:0", "3-2-3b-instruct-v1:0", "3-2-11b-instruct-v1:0"],
    ...["3-2-90b-instruct-v1:0", "3-3-70b-instruct-v1:0"],
    ...["4-scout-17b-instruct-v1:0", "4-maverick-17b-instruct-v1:0"],
  ]),
  ...below("mistral.", [
    ...["mistral-7b-instruct-v0:2", "mixtral-8x7b-instruct-v0:1", "mistral-large-2402-v1:0"],
    ...["mistral-small-2402-v1:0", "mistral-large-2407-v1:0", "pixtral-large-2502-v1:0"],
    ...["magistral-small-2509", "voxtral-mini-3b-2507", "voxtral-small-24b-2507"],
    ...["ministral-3-3b-instruct", "ministral-3-8b-instruct", "ministral-3-14b-instruct"],
    ...["mistral-large-3-675b-instruct", "devstral-2-123b"],
  ]),
  ...below("cohere.command-", ["text-v14", "light-text-v14", "r-v1:0", "r-plus-v1:0"]),
  ...below("ai21.", ["j2-grande-instruct", "j2-jumbo-instruct", "j2-mid-v1", "j2-ultra-v1"]),
  ...below("ai21.jamba-", ["instruct-v1:0", "1-5-mini-v1:0", "1-5-large-v1:0"]),
  ...below("deepseek.", ["r1-v1:0", "v3-v1:0", "v3.2"]),
  ...below("openai.gpt-oss-", ["20b-1:0", "120b-1:0", "safeguard-20b", "safeguard-120b"]),
  ...below("qwen.qwen3-", [
    ...["32b-v1:0", "235b-a22b-2507-v1:0", "coder-30b-a3b-v1:0", "coder-480b-a35b-v1:0"],
    ...["next-80b-a3b", "vl-235b-a22b", "coder-next"],
  ]),
  ...["moonshot.kimi-k2-thinking", "moonshotai.kimi-k2.5", "moonshotai.kimi-k3"],
  ...below("minimax.minimax-", ["m2", "m2.1", "m2.5"]),
  ...below("zai.glm-", ["4.7", "4.7-flash", "5"]),
  ...below("nvidia.nemotron-", ["nano-9b-v2", "nano-12b-v2", "nano-3-30b", "super-3-120b"]),
  ...below("google.gemma-3-", ["4b-it", "12b-it", "27b-it"]),
  ...below("writer.palmyra-", ["x4-v1:0", "x5-v1:0", "vision-7b"]),
];

function below(prefix: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `${prefix}${name}`);
}
