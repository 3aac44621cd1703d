import { describe, expect, it } from "vitest";
import { z } from "zod";
import { acceptedField, oneOf, unsupportedField } from "../generation/unsupported-fields.ts";
import { requestTables, sharedTables } from "./compatibility-tables.ts";
import { DOCUMENTED_REQUESTS } from "./documented-requests.ts";
import { fieldRow, schemaFields } from "./field-rows.ts";

describe("the rows of a schema", () => {
  it("tell what becomes of each field, inside objects, lists and unions too", () => {
    const item = z.object({ kind: z.string().describe("which one") });
    const schema = z.object({
      plain: z.string().describe("Says something.").nullish(),
      silent: z.number().optional(),
      vllm: z.number().describe("vLLM's own"),
      list: z.union([z.string(), z.array(item)]).nullish(),
      user: acceptedField("nobody looks"),
      logo: unsupportedField(oneOf(false, "off"), "draw it"),
      audio: unsupportedField(),
    });
    expect(schemaFields(schema.shape).map(fieldRow)).toEqual([
      { field: "plain", support: "honoured", note: "Says something." },
      { field: "silent", support: "honoured", note: "" },
      { field: "vllm", support: "honoured", note: "vLLM's own." },
      { field: "list", support: "honoured", note: "" },
      { field: "list[].kind", support: "honoured", note: "Which one." },
      { field: "user", support: "accepted", note: "Nobody looks." },
      { field: "logo", support: "refused", note: 'Not supported; `false` or `"off"` is taken; draw it.' },
      { field: "audio", support: "refused", note: "Not supported." },
    ]);
  });
});

describe("the tables", () => {
  it.each(DOCUMENTED_REQUESTS)("hold every field of $title once", ({ title, schema }) => {
    const own = requestTables().find((table) => table.title === title);
    const shared = sharedTables().filter((table) => own?.related.includes(table.title));
    const names = [own, ...shared].flatMap((table) => table?.rows ?? []).map(({ field }) => field);
    const topLevel = names.filter((field) => !/[.[]/u.test(field));
    expect(topLevel.toSorted()).toEqual(Object.keys(schema.shape).toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("name the requests that have shared fields", () => {
    for (const { title, related } of sharedTables()) {
      expect(related.length, title).toBeGreaterThan(0);
    }
  });

  it("name a shared field in its own table alone, and one that has another name where it stands", () => {
    // Anthropic's temperature has bounds of its own, and tools have another form there and in Responses
    const tables = requestTables().filter(({ title }) => !/^Anthropic|\/v1\/responses/u.test(title));
    const fields = tables.flatMap(({ rows }) => rows.map(({ field }) => field));
    expect(fields).toContain("options.num_predict");
    expect(fields).toContain("messages");
    for (const shared of ["options.temperature", "temperature", "messages[].role", "tools"]) {
      expect(fields).not.toContain(shared);
    }
  });

  it("tell what Ollama's truncate does", () => {
    const rows = requestTables().find(({ title }) => title.endsWith("POST /api/embed"))?.rows;
    expect(rows).toContainEqual({
      field: "truncate",
      support: "honoured",
      note: expect.stringMatching(/^Cuts the end .* refuses/u),
    });
  });

  it("say something of every field that a client may send", () => {
    const silent = [...requestTables(), ...sharedTables()].flatMap(({ rows }) =>
      rows.filter(({ field, note }) => note === "" && !/[.[]/u.test(field)).map(({ field }) => field),
    );
    expect(silent).toEqual([]);
  });
});
