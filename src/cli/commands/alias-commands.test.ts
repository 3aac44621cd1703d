import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { fakeContext, fakeTerminal } from "../../../test/helpers/fake-command-context.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { processContext } from "../process-context.ts";
import { runProgram } from "../run-program.ts";
import { describeShownModel } from "../store/describe-shown-model.ts";

const { findModels } = processContext(process, () => {});

/** A home with a model of its own and one in the store of pulled models. */
function home() {
  const folder = temporaryFolder();
  const own = join(folder, "models", "own.gguf");
  const pulled = join(folder, "data", "shimmy", "models", "huggingface", "owner", "pulled.gguf");
  for (const file of [own, pulled]) {
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(inject("tinyModelPath"), file);
  }
  const folders = ["--model-dirs", dirname(own), "--model-dirs", dirname(pulled), "--no-builtin"];
  const environment = { XDG_DATA_HOME: join(folder, "data") };
  const run = async (
    args: readonly string[],
    options: { input?: string; env?: Record<string, string> } = {},
  ) => {
    const terminal = fakeTerminal(options.input === undefined ? {} : { input: options.input });
    const base = fakeContext({ terminal, environment: { ...environment, ...options.env } });
    const context = { ...base, workingDir: folder, homeDir: folder, findModels };
    const exitCode = await runProgram([...args, ...folders], context);
    return { exitCode, printed: terminal.printed(), noted: terminal.noted() };
  };
  const names = async () => (await run(["list", "--short"])).printed.trim().split("\n");
  return { folder, own, pulled, run, names };
}

describe("shimmy cp and rm, without a server", () => {
  it("make and remove a further name", async () => {
    const { run, names, own } = home();
    expect(await run(["cp", "own", "mine:small", "--local"])).toMatchObject({
      exitCode: 0,
      printed: "mine:small is a name of own now.\n",
    });
    expect(await names()).toEqual(["mine:small", "own", "pulled"]);
    expect(await run(["rm", "mine:small", "--local"])).toMatchObject({
      exitCode: 0,
      printed: "The alias mine:small is removed.\n",
    });
    expect(await names()).toEqual(["own", "pulled"]);
    expect(existsSync(own)).toBe(true);
  });

  it("an alias whose model is gone says so wherever it is named, and can be removed", async () => {
    const { run, own, names } = home();
    await run(["cp", "own", "mine", "--local"]);
    rmSync(own);
    const told = 'The alias "mine" stands for "own", which is gone: ';
    expect((await run(["list"])).noted).toContain(told);
    expect((await run(["list", "--json"])).noted).toBe("");
    for (const command of [
      ["show", "mine"],
      ["generate", "mine", "--prompt", "x"],
      ["cp", "mine", "b", "--local"],
    ]) {
      expect(await run(command)).toMatchObject({ exitCode: 1, noted: expect.stringContaining(told) });
    }
    expect(await run(["rm", "mine", "--local"])).toMatchObject({
      exitCode: 0,
      printed: "The alias mine is removed.\n",
    });
    expect((await run(["list"])).noted).not.toContain("mine");
    expect(await names()).toEqual(["pulled"]);
  });

  it("rm of an alias whose name a model has by now leaves the model's file alone", async () => {
    const { run, own, pulled } = home();
    await run(["cp", "own", "late", "--local"]);
    const late = join(dirname(pulled), "late.gguf");
    copyFileSync(own, late);
    expect(await run(["rm", "late", "--local"])).toMatchObject({ printed: "The alias late is removed.\n" });
    expect(existsSync(late)).toBe(true);
    expect(await run(["rm", "late", "--local"])).toMatchObject({ exitCode: 0 });
    expect(existsSync(late)).toBe(false);
  });

  it("show, generate, rm and cp of a damaged model say what is wrong with its file", async () => {
    const { run, own } = home();
    copyFileSync(own, join(dirname(own), "big-00001-of-00002.gguf"));
    const told =
      'The model "big" is there, but cannot be used: The model is incomplete, missing big-00002-of-00002.gguf';
    for (const command of ["show big", "generate big --prompt x", "rm big --local", "cp big b --local"]) {
      expect(await run(command.split(" "))).toMatchObject({
        exitCode: 1,
        noted: expect.stringContaining(told),
      });
    }
  });

  it("rm removes a damaged model of our own store, and a person's own only with --force", async () => {
    const { run, own, pulled } = home();
    const cut = join(dirname(own), "cut.gguf");
    for (const path of [pulled, cut]) writeFileSync(path, "GGUF and no more");
    expect(await run(["rm", "pulled", "--local"])).toMatchObject({
      exitCode: 0,
      printed: "pulled is removed: 16 B are free.\n",
    });
    expect(existsSync(dirname(pulled))).toBe(false);
    expect((await run(["rm", "cut", "--local"])).noted).toContain("is there, but cannot be used");
    expect(existsSync(cut)).toBe(true);
    expect((await run(["rm", "cut", "--local", "--force"])).exitCode).toBe(0);
    expect(existsSync(cut)).toBe(false);
  });

  it("rm removes what is left of a damaged model that was pulled from Ollama's registry", async () => {
    const { run, pulled } = home();
    const store = join(dirname(dirname(pulled)), "ollama");
    const blob = join(store, "blobs", `sha256-${"a".repeat(64)}`);
    const manifest = join(store, "manifests/registry.ollama.ai/library/llama3/8b");
    for (const path of [blob, manifest]) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(blob, "GGUF and no more");
    const layer = {
      mediaType: "application/vnd.ollama.image.model",
      digest: `sha256:${"a".repeat(64)}`,
      size: 16,
    };
    writeFileSync(manifest, JSON.stringify({ schemaVersion: 2, layers: [layer] }));
    expect(await run(["rm", "llama3:8b", "--local"])).toMatchObject({ exitCode: 0 });
    expect([existsSync(blob), existsSync(manifest), existsSync(pulled)]).toEqual([false, false, true]);
  });

  it("refuse a name that is none, or a model's own", async () => {
    const { run } = home();
    expect((await run(["cp", "own", "../x", "--local"])).noted).toContain(
      "DESTINATION must be a name such as mario",
    );
    expect((await run(["cp", "own", "own", "--local"])).noted).toContain(
      '"own" is the name of a model\'s file',
    );
    expect((await run(["cp", "owm", "x", "--local"])).noted).toContain('Did you mean "own"?');
    expect((await run(["cp", "own", "x", "--local", "--url", "a:1"])).exitCode).toBe(2);
  });

  it("remove a pulled model with its folder, and tell of aliases that are left", async () => {
    const { run, names, pulled } = home();
    await run(["cp", "pulled", "p", "--local"]);
    const { exitCode, printed, noted } = await run(["rm", "pulled", "--local"]);
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: "pulled is removed: 453 KB are free.\n" });
    expect(noted).toContain("Aliases that stand for nothing now: p\n");
    expect(existsSync(dirname(pulled))).toBe(false);
    expect(await names()).toEqual(["own"]);
  });

  it("remove all or nothing, and a person's own file only with --force", async () => {
    const { run, own, pulled } = home();
    const refused = await run(["rm", "pulled", "own", "--local"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.noted).toContain(`its file is yours: ${own}. Remove it yourself, or with --force.`);
    expect([existsSync(own), existsSync(pulled)]).toEqual([true, true]);
    expect((await run(["rm", "pulled", "own", "--local", "--force"])).exitCode).toBe(0);
    expect([existsSync(own), existsSync(pulled), existsSync(dirname(own))]).toEqual([false, false, true]);
  });
});

describe("shimmy create, without a server", () => {
  it("makes an alias from a Modelfile, which show tells of", async () => {
    const { run, folder } = home();
    const source =
      'FROM own\nSYSTEM You are Mario.\nPARAMETER temperature 0.5\nPARAMETER stop "A"\nLICENSE MIT\n';
    writeFileSync(join(folder, "Modelfile"), source);
    expect(await run(["create", "mario", "--local"])).toMatchObject({
      exitCode: 0,
      printed: "mario is made from own.\n",
    });
    const shown = JSON.parse((await run(["show", "mario", "--json"])).printed);
    expect(shown).toMatchObject({
      system: "You are Mario.",
      license: "MIT",
      details: { parent_model: "own" },
    });
    expect((await run(["show", "mario", "--parameters"])).printed).toMatch(
      /^temperature +0\.5\nstop +"A"\n$/,
    );
    expect((await run(["show", "mario", "--system"])).printed).toBe("You are Mario.\n");
    const stored = JSON.parse(readFileSync(join(folder, "data", "shimmy", "aliases.json"), "utf8"));
    expect(stored.aliases[0]).toMatchObject({ base: "own", options: { temperature: 0.5, stop: ["A"] } });
  });

  it("makes the same alias again of what show prints", async () => {
    const { run } = home();
    const input = [
      'FROM own\nTEMPLATE """{{ messages[0].content }}"""\nSYSTEM """Say "no"."""',
      'PARAMETER num_ctx 4096\nPARAMETER stop """a\n"""\nPARAMETER stop "b\\n"\nPARAMETER stop """"c"""',
      'PARAMETER samplers top_k\nPARAMETER samplers temperature\nPARAMETER logit_bias {"5":-1}',
      'PARAMETER temperature 1e-7\nMESSAGE user Hello\nLICENSE """MIT\nand more"""',
    ].join("\n");
    await run(["create", "first", "-f", "-", "--local"], { input });
    const { printed } = await run(["show", "first", "--modelfile"]);
    await run(["create", "second", "-f", "-", "--local"], { input: printed });
    expect((await run(["show", "second", "--modelfile"])).printed).toBe(printed);
    const [first, second] = await Promise.all(
      ["first", "second"].map(async (name) => JSON.parse((await run(["show", name, "--json"])).printed)),
    );
    expect({ ...second, modified_at: "", details: "" }).toEqual({ ...first, modified_at: "", details: "" });
    expect(first).toMatchObject({ system: 'Say "no".', license: "MIT\nand more" });
    expect(first.parameters).toMatch(/stop +"a\\n"\nstop +"b\\\\n"\nstop +"\\"c"\nnum_ctx +4096$/u);
  });

  it("takes the path of a file that is a model here, from another file and from standard input", async () => {
    const { run, folder, own, names } = home();
    writeFileSync(join(folder, "mine.txt"), `FROM ${own}\n`);
    await run(["create", "a", "-f", "mine.txt", "--local"]);
    await run(["create", "b", "-f", "-", "--local"], { input: "FROM ./models/own.gguf\nTEMPLATE chatml" });
    expect(await names()).toEqual(["a", "b", "own", "pulled"]);
    const elsewhere = await run(["create", "c", "-f", "-", "--local"], { input: "FROM /elsewhere.gguf" });
    expect(elsewhere.noted).toContain("FROM /elsewhere.gguf is in none of the model folders");
  });

  it.each([
    ["FROM own\nPARAMETER num_ctx 0", 1, "num_ctx must be a whole number"],
    ["FROM own\nADAPTER style.gguf", 1, 'no adapter "style.gguf": this model has none'],
    ["FROM own\nADAPTER ./style.gguf", 2, "ADAPTER ./style.gguf cannot be read: name a file here"],
    ["FROM own\nADAPTER ./style.gguf 2", 2, "only the name of an adapter takes a strength"],
    ["FROM own\nPARAMETER temprature 1", 1, "has the unknown option temprature"],
    ["FROM own\nPARAMETER temperature hot", 1, "temperature"],
    ["FROM own\nTEMPLATE {{ range .Messages }}x{{ end }}", 2, "TEMPLATE is a Go template"],
    ["FROM own\nTEMPLATE {% if %}", 1, "emplate"],
    ["FROM nobody", 1, "nobody"],
  ])("refuses %j", async (input, exitCode, message) => {
    const { run, names } = home();
    const result = await run(["create", "x", "-f", "-", "--local"], { input });
    expect(result).toMatchObject({ exitCode, noted: expect.stringContaining(message) });
    expect(await names()).not.toContain("x");
  });

  it("says that there is no Modelfile", async () => {
    const { run } = home();
    expect((await run(["create", "x", "--local"])).noted).toBe(
      "shimmy: Modelfile cannot be read: name the Modelfile with -f FILE (ENOENT).\n",
    );
  });
});

describe("cp, create and rm with a server", () => {
  it("change its aliases", async () => {
    const { service, listen } = await createScriptedApp();
    const { run } = home();
    const env = { SHIMMY_URL: await listen() };
    await run(["cp", "tiny", "copy"], { env });
    const input = "FROM tiny\nSYSTEM Hi.\nPARAMETER temperature 0.1\nMESSAGE user Hello";
    expect(await run(["create", "mario", "-f", "-"], { env, input })).toMatchObject({ exitCode: 0 });
    expect(service.aliases.map(({ name }) => name)).toEqual(["copy", "mario"]);
    expect(service.aliases[1]?.alias).toMatchObject({
      ...{ system: "Hi.", options: { temperature: 0.1 } },
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(await run(["rm", "copy", "mario"], { env })).toMatchObject({
      exitCode: 0,
      printed: "copy is removed.\nmario is removed.\n",
    });
    expect(service.aliases).toEqual([]);
    expect((await run(["rm", "tiny"], { env })).noted).toContain("is a model's file");
  });

  it("name the server's adapters, one of a file here with its digest", async () => {
    const { service, listen } = await createScriptedApp();
    const { run, folder } = home();
    const asked: unknown[] = [];
    service.createAlias = (alias) => {
      asked.push(alias.adapters);
      return Promise.resolve(service.resolveModel("tiny"));
    };
    const env = { SHIMMY_URL: await listen() };
    writeFileSync(join(folder, "style.gguf"), "abc");
    const input = "FROM tiny\nADAPTER ./style.gguf\nADAPTER other.gguf 0.5\nADAPTER third.gguf";
    expect(await run(["create", "styled", "-f", "-"], { env, input })).toMatchObject({ exitCode: 0 });
    const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(asked).toEqual([
      [
        { name: "style.gguf", scale: 1, sha256 },
        { name: "other.gguf", scale: 0.5 },
        { name: "third.gguf", scale: 1 },
      ],
    ]);
  });

  it("of this machine keep a model that it has in memory, and tell it of files that are gone", async () => {
    const { service, listen } = await createScriptedApp();
    const { run, pulled } = home();
    const { host } = new URL(await listen());
    const env = { SHIMMY_BIND_ADDRESS: host };
    let searches = 0;
    const { discover, status } = service;
    service.discover = () => {
      searches++;
      return discover();
    };
    service.status = (name) => status(name === "pulled" ? "tiny" : name);
    await service.load("tiny");
    expect((await run(["rm", "pulled"], { env })).noted).toBe(
      'shimmy: "pulled" is in the server\'s memory: shimmy stop pulled\n',
    );
    expect(existsSync(pulled)).toBe(true);
    await service.unload("tiny");
    expect((await run(["rm", "pulled"], { env })).exitCode).toBe(0);
    expect({ isThere: existsSync(pulled), searches }).toEqual({ isThere: false, searches: 1 });
  });
});

describe("shimmy show", () => {
  it.each([
    [{ template_source: "fallback:chatml" }, "nothing shows the form: Shimmy's own for chatml"],
    [{ template_source: "family:llama3" }, "Shimmy's own for llama3 by the model's vocabulary"],
    [{ template: "gemma", template_source: "override" }, "Shimmy's own for gemma, by the settings"],
    [{ template: "{{ messages }}", template_source: "file" }, "Template\n  {{ messages }}\n"],
  ])("says which template is used: %j", (shown, text) => {
    expect(describeShownModel(shown)).toContain(text);
  });

  it("tells what a file tells, for people", async () => {
    const { run } = home();
    const { printed } = await run(["show", "own"]);
    expect(printed).toMatch(/^Model\n {2}.*architecture +llama\n/s);
    expect(printed).toContain("\nCapabilities\n  completion\n");
    expect(JSON.parse((await run(["show", "own", "--json"])).printed).model_info).toHaveProperty(
      "general.architecture",
      "llama",
    );
  });

  it("asks the server that is named", async () => {
    const { listen } = await createScriptedApp();
    const { run } = home();
    const { printed } = await run(["show", "tiny", "--url", await listen()]);
    expect(printed).toContain("License\n  mit\n");
    expect(printed).toContain("Template\n  {{ messages[0].content }}\n");
  });

  it("takes one kind of answer at a time", async () => {
    const { run } = home();
    const { exitCode, noted } = await run(["show", "own", "--json", "--template"]);
    expect(exitCode).toBe(2);
    expect(noted).toContain(
      "Take one of --license, --modelfile, --parameters, --system, --template and --json.",
    );
  });
});
