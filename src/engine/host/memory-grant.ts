import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Where the kernel tells about memory and control groups; tests give folders of their own. */
export interface MemoryPaths {
  readonly memoryInfo: string;
  readonly cgroup: string;
  /** File that names the control groups of this process. */
  readonly ownGroups: string;
}

const LINUX_PATHS: MemoryPaths = {
  memoryInfo: "/proc/meminfo",
  cgroup: "/sys/fs/cgroup",
  ownGroups: "/proc/self/cgroup",
};

/**
 * Bytes that this process and its children may still take without anything being killed or swapped: what the system
 * has free or can free, bounded by what is left of each control group's limit.
 */
export function readAvailableMemory(paths: MemoryPaths = LINUX_PATHS): number {
  const limits = [systemMemory(paths.memoryInfo), ...groupRooms(paths)];
  return Math.max(0, Math.min(...limits));
}

function systemMemory(file: string): number {
  const kibibytes = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(readText(file) ?? "")?.[1]);
  return kibibytes > 0 ? kibibytes * 1024 : os.freemem();
}

/** What is left of the limit of this process's group and of all above it; none where there are no limits. */
function groupRooms({ cgroup, ownGroups }: MemoryPaths): readonly number[] {
  const groups = readText(ownGroups) ?? "";
  const version2 = upwards(cgroup, /^0::(.*)$/m.exec(groups)?.[1]);
  const version1 = upwards(path.join(cgroup, "memory"), /^\d+:memory:(.*)$/m.exec(groups)?.[1]);
  return [
    ...version2.map((folder) => room(folder, "memory.max", "memory.current", /^inactive_file (\d+)$/m)),
    ...version1.map((folder) =>
      room(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", /^total_inactive_file (\d+)$/m),
    ),
  ].filter((bytes) => bytes !== undefined);
}

function upwards(folder: string, group = "/"): readonly string[] {
  const parts = group.split("/").filter((part) => part !== "");
  return [folder, ...parts.map((_, index) => path.join(folder, ...parts.slice(0, index + 1)))];
}

function room(folder: string, limitFile: string, usageFile: string, reclaimable: RegExp): number | undefined {
  const limit = Number(readText(path.join(folder, limitFile)));
  const usage = Number(readText(path.join(folder, usageFile)));
  if (!(limit > 0) || !(usage >= 0)) return undefined;
  // pages of files that nobody used lately are given up before anything is killed
  const inactive = Number(reclaimable.exec(readText(path.join(folder, "memory.stat")) ?? "")?.[1] ?? 0);
  return limit - usage + inactive;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
