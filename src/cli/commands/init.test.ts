import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import { lackOf, NOT_LINUX, needing } from "../../../test/helpers/needing.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { environmentLayer, unknownVariableWarnings } from "../../config/config-layer.ts";
import { SETTINGS } from "../../config/settings.ts";
import { systemdUnit } from "../deployment/systemd-unit.ts";
import { runProgram } from "../run-program.ts";

async function init(...args: string[]) {
  const folder = join(temporaryFolder(), "made", "deploy");
  const context = fakeContext();
  const exitCode = await runProgram(["init", folder, ...args], context);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const again = async (...more: string[]) => {
    const next = fakeContext();
    return {
      exitCode: await runProgram(["init", folder, ...args, ...more], next),
      noted: next.terminal.noted(),
    };
  };
  return {
    folder,
    exitCode,
    read,
    again,
    printed: context.terminal.printed(),
    noted: context.terminal.noted(),
  };
}

describe("shimmy init", () => {
  it("writes a file for each way to run the server, and says what is left to do", async () => {
    const { folder, exitCode, printed, noted } = await init();
    expect(exitCode).toBe(0);
    const names = ["Dockerfile", "compose.yaml", "kubernetes.yaml", "shimmy.service"];
    expect(readdirSync(folder).sort()).toEqual(names);
    for (const name of names) expect(printed).toContain(`${join(folder, name)}\n`);
    expect(noted).toContain(`npm pack --pack-destination ${folder}`);
  });

  it("writes those that are asked for, with what they need", async () => {
    const { folder } = await init("--only", "compose");
    expect(readdirSync(folder).sort()).toEqual(["Dockerfile", "compose.yaml"]);
    expect(await init("--only", "vagrant")).toMatchObject({
      exitCode: 2,
      noted: expect.stringContaining('not "vagrant"'),
    });
  });

  it("replaces nothing without --force, and then writes nothing at all", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "compose.yaml"), "mine");
    const context = fakeContext();
    expect(await runProgram(["init", folder], context)).toBe(1);
    expect(context.terminal.noted()).toContain("has compose.yaml already; --force replaces what is there");
    expect(readdirSync(folder)).toEqual(["compose.yaml"]);
    expect(await runProgram(["init", folder, "--force"], fakeContext())).toBe(0);
    expect(readFileSync(join(folder, "compose.yaml"), "utf8")).not.toBe("mine");
  });

  needing(NOT_LINUX).test("ends where the system makes no folder, as under /proc", async () => {
    const context = fakeContext();
    expect(await runProgram(["init", "/proc/shimmy/deploy"], context)).toBe(1);
    expect(context.terminal.noted()).toMatch(
      /^shimmy: No files can be put into \/proc\S*: [a-z -]+ \(E\w+\)\. Name another folder\.\n$/,
    );
  });

  it("says why a folder cannot be written", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "x"));
    writeFileSync(join(folder, "x", "file"), "");
    const context = fakeContext();
    expect(await runProgram(["init", join(folder, "x", "file")], context)).toBe(1);
    expect(context.terminal.noted()).toMatch(/: a file is in its way \(EEXIST\)\. Name another folder\.\n$/);
    const below = fakeContext();
    expect(await runProgram(["init", join(folder, "x", "file", "deep", "er")], below)).toBe(1);
    expect(below.terminal.noted()).toMatch(
      /: a part of the path is no folder \(ENOTDIR\)\. Name another folder\.\n$/,
    );
  });
});

/** Names of SHIMMY_ variables, each of which must be one that the program knows. */
function expectKnown(environment: Readonly<Record<string, string>>): void {
  expect(unknownVariableWarnings(environment)).toEqual([]);
  const { bind } = SETTINGS;
  for (const { text } of environmentLayer(environment).read(bind))
    expect(bind.parse(text ?? "")).toBeDefined();
}

describe("the Dockerfile", () => {
  it("keeps the rules of hadolint and of containers that run as nobody special", async () => {
    const { read } = await init("--only", "docker");
    const text = read("Dockerfile")
      .replaceAll(/^#.*\n/gm, "")
      .replaceAll(/\\\n\s*/g, "");
    const instructions = text.split("\n").filter((line) => line !== "");
    const words = instructions.map((line) => /^[A-Z]+(?= )/.exec(line)?.[0]);
    expect(words).not.toContain(undefined);
    expect(words[0]).toBe("FROM");
    expect(instructions[0]).toMatch(/^FROM \S+:(?!latest)\S+$/);
    const last = (word: string) => instructions[words.lastIndexOf(word)] ?? "";
    expect(last("USER")).toBe("USER node");
    expect(words.lastIndexOf("USER")).toBeLessThan(words.lastIndexOf("CMD"));
    expect(words.filter((word) => word === "CMD")).toHaveLength(1);
    expect(JSON.parse(last("CMD").slice("CMD ".length))).toEqual(["shimmy", "serve"]);
    expect(last("WORKDIR")).toMatch(/^WORKDIR \//);
    expect(text).not.toMatch(/\b(sudo|ADD|MAINTAINER|cd )\b/);
    for (const run of instructions.filter((line) => line.includes("apt-get install"))) {
      expect(run).toMatch(
        /apt-get update .*--yes --no-install-recommends .*=.*rm -rf \/var\/lib\/apt\/lists/,
      );
    }
    const check = /^HEALTHCHECK .*CMD (\[.*\])$/.exec(last("HEALTHCHECK"))?.[1] ?? "";
    expect(JSON.parse(check)).toMatchObject(["node", "-e", expect.stringContaining("/health/ready")]);
    const pairs = [...last("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]);
    expectKnown(Object.fromEntries(pairs));
  });
});

describe("compose.yaml", () => {
  it("is YAML of one service, open to this machine alone and with a key", async () => {
    const { read, folder } = await init("--only", "compose");
    const { services, volumes } = parse(read("compose.yaml"));
    const { shimmy } = services;
    expect(existsSync(join(folder, "Dockerfile"))).toBe(true);
    expect(shimmy).toMatchObject({ build: ".", image: "shimmy:1.2.3", read_only: true, init: true });
    for (const port of shimmy.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:11435$/);
    expect(shimmy.environment.SHIMMY_API_KEY).toMatch(/^\$\{SHIMMY_API_KEY:\?.+\}$/);
    expectKnown(shimmy.environment);
    const named = shimmy.volumes.map((volume: string) => volume.split(":")[0]);
    for (const name of named.filter((part: string) => !part.startsWith(".")))
      expect(volumes).toHaveProperty(name);
  });
});

describe("kubernetes.yaml", () => {
  it("keeps the rules of kubeconform and of restricted pods", async () => {
    const { read } = await init("--only", "kubernetes");
    const documents = parseAllDocuments(read("kubernetes.yaml"));
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    const manifests = documents.map((document) => document.toJS());
    const kinds = manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect(kinds).toEqual(["v1 PersistentVolumeClaim", "apps/v1 Deployment", "v1 Service"]);
    for (const { metadata } of manifests) expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    const [claim, { spec: deployment }, { spec: service }] = manifests;
    const { metadata, spec: pod } = deployment.template;
    expect(metadata.labels).toMatchObject(deployment.selector.matchLabels);
    expect(metadata.labels).toMatchObject(service.selector);
    const [container] = pod.containers;
    const ports = container.ports.map(({ name }: { name: string }) => name);
    expect(ports).toContain(service.ports[0].targetPort);
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      expect(ports).toContain(container[probe].httpGet.port);
      expect(container[probe].httpGet.path).toMatch(/^\/health\/(live|ready)$/);
    }
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
      capabilities: { drop: ["ALL"] },
    });
    expect(container.image).toMatch(/:1\.2\.3$/);
    expect(container.resources.requests).toHaveProperty("memory");
    expect(container.resources.limits).toHaveProperty("memory");
    const volumes = pod.volumes.map(({ name }: { name: string }) => name);
    for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
    for (const { value = "", valueFrom } of container.env) {
      expect(value !== "" || valueFrom?.secretKeyRef !== undefined).toBe(true);
    }
    expectKnown(Object.fromEntries(container.env.map(({ name }: { name: string }) => [name, ""])));
    // a Pod gets longer to end than the server takes to drain
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(SETTINGS.drainTimeoutMs.fallback);
  });
});

describe("shimmy.service", () => {
  it("says what is started, as whom, and for how long it may end", async () => {
    const { read } = await init("--only", "systemd");
    const unit = read("shimmy.service");
    const setting = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    expect(setting("ExecStart")).toMatch(new RegExp(`^${process.execPath} \\S+bin\\.js serve$`));
    expect(setting("DynamicUser")).toBe("yes");
    expect(Number(setting("TimeoutStopSec")) * 1000).toBeGreaterThan(SETTINGS.drainTimeoutMs.fallback);
    const pairs = [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]);
    expectKnown(Object.fromEntries(pairs));
  });

  it("names paths with spaces and signs as systemd reads them", () => {
    const unit = systemdUnit({
      version: "1",
      nodePath: "/opt/my node/bin/node",
      programPath: "/opt/100%/$x/bin.js",
    });
    expect(unit).toContain('ExecStart="/opt/my node/bin/node" /opt/100%%/$$x/bin.js serve\n');
  });

  needing(lackOf("systemd-analyze")).test("passes systemd's own check", async () => {
    const { folder } = await init("--only", "systemd");
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", join(folder, "shimmy.service")], {
      encoding: "utf8",
    });
    expect({ status, about: stderr.split("\n").filter((line) => line.includes("shimmy.service")) }).toEqual({
      status: 0,
      about: [],
    });
  });
});
