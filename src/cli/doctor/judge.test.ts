import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelEntry } from "../../../test/helpers/fake-command-context.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { candidatePackages, type LibraryCandidate, type LibraryVariant } from "../../engine/library-files.ts";
import { judgeClock, judgeDisk, judgeGpu, judgeLibraries, judgeNode } from "./judge-machine.ts";
import { judgeModels } from "./judge-models.ts";
import { judgeProxy } from "./judge-proxy.ts";
import { seeGpus } from "./see-gpus.ts";

/** The packages of a Linux machine, some of them installed. */
function libraries(...installed: readonly LibraryVariant[]): readonly LibraryCandidate[] {
  return candidatePackages("linux", "x64").map((candidate) => {
    const files = { variant: candidate.variant, folder: "", llama: "", ggml: "", ggmlBase: "" };
    const isThere = installed.includes(candidate.variant);
    return {
      ...candidate,
      files: isThere ? files : undefined,
      reason: isThere ? undefined : "not installed",
    };
  });
}

describe("judgeNode", () => {
  it.each([
    ["20.19.0", "ok"],
    ["20.18.9", "broken"],
    ["22.0.0", "ok"],
    ["18.20.1", "broken"],
  ])("finds %s %s", (version, status) => expect(judgeNode(version).status).toBe(status));
});

describe("judgeLibraries", () => {
  it("is content with any build, and names the package that is missing otherwise", () => {
    expect(judgeLibraries(libraries("cpu"))).toMatchObject({
      status: "ok",
      message: "llama.cpp is installed (cpu)",
    });
    expect(judgeLibraries(libraries())).toMatchObject({
      status: "broken",
      advice: "@node-llama-cpp/linux-x64 is not installed",
    });
    expect(judgeLibraries([]).status).toBe("broken");
  });
});

describe("judgeGpu", () => {
  it("names the package for a GPU that is seen and not used", () => {
    const nvidia = judgeGpu([{ vendor: "nvidia" }], libraries("cpu"));
    expect(nvidia).toMatchObject({ status: "warning", advice: expect.stringContaining("linux-x64-cuda@") });
    const amd = judgeGpu([{ vendor: "amd" }], libraries("cpu"));
    expect(amd.advice).toContain("linux-x64-vulkan@");
  });

  it("is content without a GPU, with its build, and where there is none for the system", () => {
    expect(judgeGpu([], libraries("cpu")).status).toBe("ok");
    expect(judgeGpu([{ vendor: "nvidia" }], libraries("cpu", "cuda")).status).toBe("ok");
    expect(judgeGpu([{ vendor: "apple" }], []).status).toBe("ok");
  });
});

describe("seeGpus", () => {
  it("goes by Linux's own files", async () => {
    const root = `${temporaryFolder()}/`;
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    };
    expect(await seeGpus("linux", "x64", root)).toEqual([]);
    for (const name of ["nvidia0", "nvidiactl"]) write(`dev/${name}`, "");
    write("sys/class/drm/card0/device/vendor", "0x8086\n");
    write("sys/class/drm/card1/device/vendor", "0x1002\n");
    write("sys/class/drm/card1-HDMI-A-1/status", "");
    write("sys/class/drm/card2/empty", "");
    expect(await seeGpus("linux", "x64", root)).toEqual([{ vendor: "nvidia" }, { vendor: "amd" }]);
  });

  it("knows Apple's chips, and nothing of other systems", async () => {
    expect(await seeGpus("darwin", "arm64")).toEqual([{ vendor: "apple" }]);
    expect(await seeGpus("darwin", "x64")).toEqual([]);
    expect(await seeGpus("win32", "x64")).toEqual([]);
  });
});

describe("judgeClock", () => {
  const installed = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["2026-06-01T00:00:00Z", "ok"],
    ["2025-12-31T12:00:00Z", "ok"],
    ["2025-06-01T00:00:00Z", "broken"],
    ["1970-01-01T00:00:05Z", "broken"],
    ["2199-01-01T00:00:00Z", "broken"],
  ])("finds %s %s", (now, status) => expect(judgeClock(Date.parse(now), installed).status).toBe(status));
});

describe("judgeDisk", () => {
  it.each([
    [100e9, "ok"],
    [1e9, "warning"],
    [1e6, "broken"],
  ])("finds %d free bytes %s", (freeBytes, status) =>
    expect(judgeDisk("/data", freeBytes).status).toBe(status),
  );
});

describe("judgeProxy", () => {
  it.each([
    [{}, "ok"],
    [{ HTTP_PROXY: "" }, "ok"],
    [{ HTTP_PROXY: "http://proxy:3128" }, "warning"],
    [{ https_proxy: "proxy:3128", NO_PROXY: "example.com" }, "warning"],
    [{ HTTP_PROXY: "http://proxy:3128", NO_PROXY: "localhost, 127.0.0.1" }, "ok"],
    [{ ALL_PROXY: "socks5://proxy:1080", no_proxy: "*" }, "ok"],
    [{ HTTP_PROXY: "http://", NO_PROXY: "*" }, "broken"],
    [{ HTTPS_PROXY: "ftp://proxy" }, "broken"],
  ])("finds %j %s", (environment, status) => expect(judgeProxy(environment).status).toBe(status));
});

describe("judgeModels", () => {
  const found = { entries: [modelEntry()], problems: [] };

  it("counts models, and says how to get one", () => {
    expect(judgeModels(found, undefined)).toMatchObject([{ status: "ok", message: "1 model is found" }]);
    const builtin = { ...found, entries: [modelEntry({ source: "builtin" })] };
    expect(judgeModels(builtin, "Do this.")).toMatchObject([{ status: "warning", advice: "Do this." }]);
    expect(judgeModels({ ...found, entries: [] }, undefined)[0]?.message).toBe("No model is found");
  });

  it("names what cannot be used, but not without end, and counts mere notices as no fault", () => {
    const problems = Array.from({ length: 25 }, (_, index) => ({
      path: `/m/${index}.gguf`,
      reason: "it is damaged",
    }));
    const notice = { path: "/m/mmproj.gguf", reason: "a projector", isNotice: true };
    const findings = judgeModels({ ...found, problems: [notice, ...problems] }, undefined);
    expect(findings[1]).toMatchObject({ status: "broken", message: "/m/0.gguf: it is damaged" });
    // the reason says what to do: a second advice might say otherwise
    expect(findings[1]).not.toHaveProperty("advice");
    expect(findings.at(-2)).toMatchObject({ status: "broken", message: "5 more cannot be used" });
    expect(findings.at(-1)).toMatchObject({
      status: "ok",
      message: "1 file or folder is of no use here and no fault; shimmy discover tells of them",
    });
    expect(findings).toHaveLength(23);
  });
});
