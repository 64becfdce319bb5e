import type { JsonObject } from "../request/json.js";

/** Schema of the tools of a Nova body. */
export const novaTools: JsonObject = {
  type: "object",
  description: "Tools the model may call.",
  required: ["tools"],
  properties: {
    tools: {
      type: "array",
      description: "The tools, each as a toolSpec.",
      items: {
        type: "object",
        properties: {
          toolSpec: {
            type: "object",
            description: "Name, purpose and input of a tool.",
            required: ["name", "inputSchema"],
            properties: {
              name: { type: "string", description: "Name of the tool." },
              description: { type: "string", description: "What the tool does." },
              inputSchema: {
                type: "object",
                description: "JSON schema of the input, under the key json.",
                required: ["json"],
                properties: { json: { type: "object", description: "The JSON schema." } },
              },
            },
          },
        },
      },
    },
    toolChoice: {
      type: "object",
      description: "auto, any or tool with a name: whether and which tool must be called.",
      minProperties: 1,
      maxProperties: 1,
      properties: {
        auto: { type: "object", description: "The model decides." },
        any: { type: "object", description: "Some tool must be called." },
        tool: { type: "object", required: ["name"], description: "The named tool must be called." },
      },
    },
  },
};
