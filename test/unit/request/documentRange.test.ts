import assert from "node:assert/strict";
import { rangeOfPointer, type PropertyPart } from "../../../src/request/documentRange.js";

const text = `{
  // a request
  "modelId": "m.x",
  "body": {
    "messages": [{ "role": "user" }, { "role": "assistant", "content": "Hi", }],
    "a/b": 1, "m~n": 2, "": 3, "twice": 4, "twice": 5,
  },
}`;

function at(pointer: string, part?: PropertyPart, source = text): string | undefined {
  const range = rangeOfPointer(source, pointer, part);
  return range && source.slice(range.offset, range.offset + range.length);
}

describe("rangeOfPointer", () => {
  it("finds values, keys and properties", () => {
    assert.equal(at("/body/messages/1/content"), '"Hi"');
    assert.equal(at("/body/messages/1/content", "key"), '"content"');
    assert.equal(at("/body/messages/1/content", "property"), '"content": "Hi"');
    assert.equal(at("/body/messages/0", "key"), '{ "role": "user" }');
    assert.equal(at(""), text);
    assert.equal(rangeOfPointer(text, "/modelId")?.found, true);
  });

  it("reads escapes, empty keys and, of a repeated key, the last", () => {
    assert.equal(at("/body/a~1b"), "1");
    assert.equal(at("/body/m~0n"), "2");
    assert.equal(at("/body/"), "3");
    assert.equal(at("/body/twice"), "5");
  });

  it("gives the object that lacks a missing key", () => {
    const range = rangeOfPointer(text, "/body/messages/0/content");
    assert.equal(range?.found, false);
    assert.equal(at("/body/messages/0/content"), '{ "role": "user" }');
    assert.equal(at("/body/messages/0/content/0/type"), '{ "role": "user" }');
  });

  it("gives the array that has no such index", () => {
    assert.match(at("/body/messages/2") ?? "", /^\[.*\]$/);
    assert.equal(rangeOfPointer(text, "/body/messages/01")?.found, false);
  });

  it("gives the string in which a body stands as text", () => {
    assert.equal(at("/body/messages/0", "value", '{"body": "{}"}'), '"{}"');
  });

  it("works in unfinished text and knows when there is none", () => {
    assert.equal(at("/body/temperature", "value", '{"body": {"temperature": 2,'), "2");
    assert.equal(rangeOfPointer("", "/body"), undefined);
  });
});
