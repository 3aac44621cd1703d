import { readlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { NOT_LINUX, needing } from "../../../test/helpers/needing.ts";
import { ThreadCpu } from "./thread-cpu.ts";

/** Computes until the process has used so much time. */
function compute(ms: number): void {
  const before = process.cpuUsage();
  for (let used = 0; used < ms * 1000; ) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
}

test("counts what the process computes where it does not know the thread", () => {
  const cpu = new ThreadCpu();
  cpu.identify("../1");
  compute(30);
  expect(cpu.usedMs()).toBeGreaterThanOrEqual(30);
  cpu.identify("999999999");
  expect(cpu.usedMs()).toBeGreaterThanOrEqual(30);
});

needing(NOT_LINUX).test("counts what a thread computes, from its beginning", () => {
  const cpu = new ThreadCpu();
  cpu.identify(path.basename(readlinkSync("/proc/thread-self")));
  const before = cpu.usedMs();
  compute(60);
  expect(cpu.usedMs() - before).toBeGreaterThanOrEqual(10);
});
