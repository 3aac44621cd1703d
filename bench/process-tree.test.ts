import { describe, expect, it } from "vitest";
import { NOT_LINUX, needing } from "../test/helpers/needing.ts";
import {
  machineCpuMs,
  measureCpuMs,
  measureMemory,
  ownCpuMs,
  parseCpuMs,
  parseRollup,
} from "./process-tree.ts";

describe("memory of a process tree", () => {
  it("reads the kernel's figures as bytes", () => {
    const text =
      "5-7 ---p 0 0:0 0 [rollup]\nRss:   100 kB\nPss:    80 kB\nPss_Anon:  9 kB\nAnonymous:   10 kB\n";
    expect(parseRollup(text)).toEqual({
      residentBytes: 102_400,
      proportionalBytes: 81_920,
      anonymousBytes: 10_240,
    });
  });

  needing(NOT_LINUX).test("finds this process at work", () => {
    const memory = measureMemory(process.pid);
    expect(memory?.residentBytes).toBeGreaterThan(memory?.anonymousBytes ?? Number.POSITIVE_INFINITY);
    expect(measureCpuMs(process.pid)).toBeGreaterThan(0);
  });

  it("has no answer for a process that does not exist", () => {
    expect(measureMemory(2 ** 30)).toBeUndefined();
    expect(measureCpuMs(2 ** 30)).toBeUndefined();
  });
});

describe("CPU time", () => {
  it("of the machine is at least that of one process in it", () => {
    expect(ownCpuMs()).toBeGreaterThan(0);
    expect(machineCpuMs()).toBeGreaterThanOrEqual(ownCpuMs());
  });

  it("is read behind a command name with spaces and brackets", () => {
    expect(parseCpuMs("7 (a ) b) S 1 7 7 0 -1 4194560 100 0 0 0 12 3 0 0 20 0")).toBe(150);
  });
});
