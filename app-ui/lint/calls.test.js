// The office's types are those of the server's document. `npm run api` writes them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../openapi.json", import.meta.url);
const committed = readFileSync(new URL("../src/office/generated/calls.ts", import.meta.url), "utf8");

test("the calls' types are those of openapi.json: run `npm run api` and look at what changes", async () => {
  const made = astToString(await openapiTS(document));
  assert.ok(made.includes('"/console/v1/session"'));
  assert.ok(committed.endsWith(made), "they differ");
});
