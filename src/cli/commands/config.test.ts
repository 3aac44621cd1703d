import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { runProgram } from "../run-program.ts";

async function run(
  args: readonly string[],
  text?: string,
  environment: Readonly<Record<string, string>> = {},
  problems: readonly { readonly path: string; readonly reason: string }[] = [],
): Promise<{ readonly code: number; readonly printed: string; readonly noted: string }> {
  const workingDir = temporaryFolder();
  if (text !== undefined) writeFileSync(path.join(workingDir, "shimmy.toml"), text);
  const context = {
    ...fakeContext({ problems }),
    workingDir,
    homeDir: workingDir,
    environment: { ...environment, ProgramData: workingDir },
  };
  const code = await runProgram(["config", ...args], context);
  return { code, printed: context.terminal.printed(), noted: context.terminal.noted() };
}

describe("shimmy config check", () => {
  it("ends with 0 where everything is right", async () => {
    const result = await run(["check"], '[engine]\nslots = 2\n[models.a]\npin = true\n[aliases]\nb = "a"\n');
    expect(result).toMatchObject({ code: 0, noted: "" });
    expect(result.printed).toMatch(/^ok \/.*\/shimmy\.toml: 1 setting, 1 model, 1 alias\n$/);
  });

  it("says where it looked when there is no file", async () => {
    const { code, printed } = await run(["check"]);
    expect(code).toBe(0);
    expect(printed).toMatch(
      /^ok: there is no configuration file \(looked for .*shimmy\.toml, .*config\.toml/,
    );
  });

  it("ends with 2 and names every problem, one a line", async () => {
    const text = "[engine]\nslots = 0\nthread = 1\n[models.a]\ntop_p = 2\n";
    expect(await run(["check"], text)).toEqual({
      code: 2,
      printed: "",
      noted: `shimmy: shimmy.toml:2:9: engine.slots must be a whole number from 1 to 256, not 0.
shimmy: shimmy.toml:3:1: Unknown setting engine.thread. Did you mean threads?
shimmy: shimmy.toml:5:9: models.a.top_p must be a number from 0 to 1, not 2.
`,
    });
  });

  it("prints problems as JSON, with file, line and column apart", async () => {
    const { code, printed } = await run(["check", "--json"], "[engine]\nslots = 0\n", { SHIMMY_QUEUE: "x" });
    expect(code).toBe(2);
    expect(JSON.parse(printed)).toEqual({
      ok: false,
      problems: [
        {
          file: "shimmy.toml",
          line: 2,
          column: 9,
          setting: "engine.slots",
          message: "engine.slots must be a whole number from 1 to 256, not 0.",
        },
        {
          file: null,
          line: null,
          column: null,
          setting: "SHIMMY_QUEUE",
          message: 'SHIMMY_QUEUE must be a whole number from 0 to 100000, not "x".',
        },
      ],
    });
  });

  it("refuses what a server would refuse, and templates that cannot be read", async () => {
    expect((await run(["check"], '[server]\nbind = "0.0.0.0:1"\n')).noted).toContain("--insecure-no-auth");
    const { code, noted } = await run(["check"], '[models.a]\ntemplate = "{% if %}"\n');
    expect(code).toBe(2);
    expect(noted).toMatch(/^shimmy: shimmy\.toml:2:12: models\.a\.template cannot be used: /);
  });
});

it("shimmy config check warns of aliases and sections whose model is not there", async () => {
  const problems = [
    { path: "shimmy.toml:2:1", reason: 'The alias "b" waits for its model.' },
    { path: "/models/broken.gguf", reason: "It is no model." },
  ];
  const { code, noted, printed } = await run(["check"], '[aliases]\nb = "a"\n', {}, problems);
  expect({ code, noted }).toEqual({
    code: 0,
    noted: 'shimmy: shimmy.toml:2:1: The alias "b" waits for its model.\n',
  });
  expect(printed).toMatch(/1 alias\n$/);
});

describe("shimmy config show", () => {
  const text = '[server]\napi_key = "very-secret-key"\n[engine]\nslots = 2\n[models.a]\nsystem = "Hi"\n';

  it("prints each value with its source, and no secret", async () => {
    const { code, printed } = await run(["show", "--queue", "7"], text, { SHIMMY_THREADS: "3" });
    expect(code).toBe(0);
    expect(printed).toMatch(/^SETTING +VALUE +SOURCE\n/);
    expect(printed).toMatch(/^server\.api_key +\(hidden\) +shimmy\.toml:2:11$/m);
    expect(printed).toMatch(/^engine\.slots +2 +shimmy\.toml:4:9$/m);
    expect(printed).toMatch(/^engine\.threads +3 +SHIMMY_THREADS$/m);
    expect(printed).toMatch(/^engine\.queue_limit +7 +--queue$/m);
    expect(printed).toMatch(/^engine\.max_context_length +\(the model's own.*\) +default$/m);
    expect(printed).toMatch(/^models\.a\.system +Hi +shimmy\.toml:6:10$/m);
    expect(printed).not.toContain("very-secret-key");
  });

  it("prints the same as JSON", async () => {
    const { printed } = await run(["show", "--json"], text);
    const { settings } = JSON.parse(printed);
    expect(settings["engine.slots"]).toEqual({ value: 2, sources: ["shimmy.toml:4:9"] });
    expect(settings["server.api_key"].value).toBe("(hidden)");
    expect(settings["engine.threads"]).toEqual({ value: null, sources: ["default"] });
  });

  it("prints a file that sets the same", async () => {
    const { printed } = await run(["show", "--toml", "--slots", "3"], undefined, { SHIMMY_MMAP: "no" });
    expect(printed).toBe("[engine]\nslots = 3\nmmap = false\n");
    expect((await run(["check"], printed)).code).toBe(0);
  });
});

describe("shimmy config", () => {
  it("prints the schema", async () => {
    const { code, printed } = await run(["schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ title: "Configuration of Shimmy", type: "object" });
  });

  it("refuses an unknown action, naming the nearest", async () => {
    expect(await run(["chek"])).toMatchObject({
      code: 2,
      noted: 'shimmy: Unknown action "chek". Did you mean check? It is one of check, show and schema.\n',
    });
  });

  it("refuses a file that is not there", async () => {
    expect(await run(["check", "--config", "absent.toml"])).toMatchObject({
      code: 2,
      noted: "shimmy: The configuration file absent.toml does not exist.\n",
    });
  });
});
