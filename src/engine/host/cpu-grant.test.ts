import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { readCpuGrant, type SystemPaths } from "./cpu-grant.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function tree(files: Record<string, string>): SystemPaths {
  const root = mkdtempSync(path.join(os.tmpdir(), "shimmy-cpus-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return {
    cpus: path.join(root, "cpus"),
    cgroup: path.join(root, "cgroup"),
    ownGroups: path.join(root, "own"),
  };
}

test("counts cores, not the two threads of each", () => {
  const paths = tree({
    "cpus/cpu0/topology/thread_siblings_list": "0,2\n",
    "cpus/cpu1/topology/thread_siblings_list": "1,3\n",
    "cpus/cpu2/topology/thread_siblings_list": "0,2\n",
    "cpus/cpu3/topology/thread_siblings_list": "1,3\n",
    "cpus/cpufreq/x": "",
    "cgroup/cpu.max": "max 100000\n",
  });
  expect(readCpuGrant(paths)).toEqual({
    physicalCores: 2,
    allowedCpus: os.availableParallelism(),
    quotaCpus: undefined,
  });
});

test("reads the quota of both versions of control groups", () => {
  expect(readCpuGrant(tree({ "cgroup/cpu.max": "150000 100000\n" })).quotaCpus).toBe(1.5);
  const nested = tree({
    own: "1:name=x:/\n0::/user.slice/app.service\n",
    "cgroup/user.slice/app.service/cpu.max": "max 100000\n",
    "cgroup/user.slice/cpu.max": "200000 100000\n",
  });
  expect(readCpuGrant(nested).quotaCpus).toBe(2);
  const version1 = tree({
    "cgroup/cpu/cpu.cfs_quota_us": "400000",
    "cgroup/cpu/cpu.cfs_period_us": "100000",
  });
  expect(readCpuGrant(version1).quotaCpus).toBe(4);
  const unlimited = tree({ "cgroup/cpu/cpu.cfs_quota_us": "-1", "cgroup/cpu/cpu.cfs_period_us": "100000" });
  expect(readCpuGrant(unlimited).quotaCpus).toBeUndefined();
});

test("assumes something sensible where the system tells nothing", () => {
  const { physicalCores } = readCpuGrant({ cpus: "/none", cgroup: "/none", ownGroups: "/none" });
  expect(physicalCores).toBeGreaterThanOrEqual(1);
  expect(physicalCores).toBeLessThanOrEqual(os.availableParallelism());
  expect(readCpuGrant().physicalCores).toBeGreaterThanOrEqual(1);
});
