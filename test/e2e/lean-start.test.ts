import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../helpers/built-command.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

it("list loads nothing that it does not use: no reader of TOML, no server, no engine, no client of the network", async () => {
  const folder = temporaryFolder();
  const env = { NODE_V8_COVERAGE: folder };
  expect(await runCommand(["list", "--json"], { env })).toMatchObject({ code: 0 });
  const [report = ""] = readdirSync(folder);
  const { result }: { result: readonly { readonly url: string }[] } = JSON.parse(
    readFileSync(join(folder, report), "utf8"),
  );
  const loaded = result.map(({ url }) => url);
  expect(loaded.some((url) => url.endsWith("/cli/commands/list.js"))).toBe(true);
  expect(
    loaded.filter((url) =>
      /toml-eslint-parser|\/zod\/|\/fastify|\/pino|\/undici\/|\/koffi|\/engine\//.test(url),
    ),
  ).toEqual([]);
});
