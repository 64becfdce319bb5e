import { parsePasted } from "../../../../src/request/pasted/pasted.js";
import type { Reader } from "../../../support/growth/reader.js";

// prettier-ignore
const shell = [
  "curl ", "-X POST ", "-H 'x: y' ", "-d '", "--data @- <<EOF\n", "\nEOF\n", "\\\n", "^\r\n", "'", '"', "$'", "$(", ")", "`",
  "${", "}", "${A:-", "A=1\n", "$(cat <<E\n", "$(cat <<'E'\n", "\nE\n)", "<<<", "<<-E\n", "|", ";", "&&", ">", "2>&1 ", "#",
  "https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b/invoke ", "\\x41", "--data-raw=", "-H",
];
// prettier-ignore
const program = [
  "client.invoke_model(", "modelId=", '"a.b"', "body=json.dumps(", "{", "}", "[", "]", "(", ")", ",", "'", '"', '"""', "'''", 'f"',
  "r'", "b'", "#", "//", "/*", "*/", "`", "${", "JSON.stringify(", "Buffer.from(", "a.b.", "a = ", "const a = ", "=>", "=", "\n",
  "+", "...", "True", "None", "\\u0041", "\\x", "import a\n", "a: ", "a(", "/a/", "await ", "new InvokeModelCommand({", "0x1f", "1_000",
];

const heads = {
  "a curl command": "curl https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b/invoke -d ",
  "a boto3 call": 'client.invoke_model(modelId="a.b", body=',
  JavaScript: 'new InvokeModelCommand({ modelId: "a.b", body: ',
  "a log record": '{"modelId": "a.b", "operation": "InvokeModel", "input": {"inputBodyJson": ',
} as const;

// prettier-ignore
const whole = [
  `curl 'https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b/invoke' -H "accept: */*" -d '{"a": 1}'`,
  `import boto3\nbody = {"a": 1}\nclient.invoke_model_with_response_stream(modelId="a.b", body=json.dumps(body))`,
  `const a = { b: [1] };\nawait client.send(new InvokeModelWithResponseStreamCommand({ modelId: "a.b", body: JSON.stringify(a) }))`,
  `{"modelId": "a.b", "operation": "InvokeModel", "input": {"inputBodyJson": {"a": 1}}}`,
];

/** What somebody pastes to make a request of. */
export const pastedReaders: readonly Reader[] = [
  { name: "parsePasted", pieces: [...shell, ...program], whole, read: parsePasted },
  ...Object.entries(heads).flatMap(([name, head]) => {
    const pieces = name === "a curl command" ? shell : program;
    return [
      {
        name: `parsePasted of ${name}`,
        pieces,
        whole,
        read: (text: string) => parsePasted(head + text),
      },
      {
        name: `parsePasted of ${name} behind text`,
        pieces,
        whole,
        read: (text: string) => parsePasted(`${text}\n${head}`),
      },
    ];
  }),
];
