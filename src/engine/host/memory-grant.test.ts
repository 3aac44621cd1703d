import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { type MemoryPaths, readAvailableMemory, readMachineMemory } from "./memory-grant.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function tree(files: Record<string, string>): MemoryPaths {
  const root = mkdtempSync(path.join(os.tmpdir(), "shimmy-memory-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return {
    memoryInfo: path.join(root, "meminfo"),
    cgroup: path.join(root, "cgroup"),
    ownGroups: path.join(root, "own"),
  };
}

const MEMORY_INFO = "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\n";

test("reads what the system can make available, not what is idle", () => {
  expect(readAvailableMemory(tree({ meminfo: MEMORY_INFO }))).toBe(8_000_000 * 1024);
});

test("is bounded by the tightest control group of version 2, giving back pages that nobody uses", () => {
  const paths = tree({
    meminfo: MEMORY_INFO,
    own: "1:name=x:/\n0::/user.slice/app.service\n",
    "cgroup/user.slice/memory.max": "4000000000\n",
    "cgroup/user.slice/memory.current": "1000000000\n",
    "cgroup/user.slice/app.service/memory.max": "3000000000\n",
    "cgroup/user.slice/app.service/memory.current": "2500000000\n",
    "cgroup/user.slice/app.service/memory.stat": "anon 1\nfile 3\ninactive_file 700000000\n",
  });
  expect(readAvailableMemory(paths)).toBe(1_200_000_000);
});

test("is not bounded by groups without a limit", () => {
  const paths = tree({
    meminfo: MEMORY_INFO,
    own: "0::/\n",
    "cgroup/memory.max": "max\n",
    "cgroup/memory.current": "2500000000\n",
  });
  expect(readAvailableMemory(paths)).toBe(8_000_000 * 1024);
});

test("reads version 1 as well, and never answers less than nothing", () => {
  const paths = tree({
    meminfo: MEMORY_INFO,
    own: "7:memory:/docker/a\n",
    "cgroup/memory/docker/a/memory.limit_in_bytes": "1000\n",
    "cgroup/memory/docker/a/memory.usage_in_bytes": "2000\n",
  });
  expect(readAvailableMemory(paths)).toBe(0);
});

test("asks Node where there is no such file", () => {
  expect(readAvailableMemory(tree({}))).toBeGreaterThan(0);
  expect(readAvailableMemory()).toBeGreaterThan(0);
});

test("tells apart what is free with the pages of files in use, by either version", () => {
  const version2 = tree({
    meminfo: MEMORY_INFO,
    own: "0::/a\n",
    "cgroup/a/memory.max": "3000000000\n",
    "cgroup/a/memory.current": "2500000000\n",
    "cgroup/a/memory.stat": "inactive_file 700000000\nactive_file 300000000\n",
  });
  expect(readMachineMemory(version2)).toEqual({
    availableBytes: 1_200_000_000,
    unallocatedBytes: 1_500_000_000,
  });
  const version1 = tree({
    meminfo: MEMORY_INFO,
    own: "7:memory:/a\n",
    "cgroup/memory/a/memory.limit_in_bytes": "3000\n",
    "cgroup/memory/a/memory.usage_in_bytes": "2500\n",
    "cgroup/memory/a/memory.stat": "active_file 1\ntotal_inactive_file 70\ntotal_active_file 30\n",
  });
  expect(readMachineMemory(version1)).toEqual({ availableBytes: 570, unallocatedBytes: 600 });
});
