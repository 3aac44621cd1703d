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

/** What the machine has left, in bytes. */
export interface MachineMemory {
  /** May still be taken without anything being killed or swapped. */
  readonly availableBytes: number;
  /** The same with every page that holds a file counted as free, mapped weights in use among them. */
  readonly unallocatedBytes: number;
}

/** Memory that this process and its children may still take, by the system and by each control group's limit. */
export function readMachineMemory(paths: MemoryPaths = LINUX_PATHS): MachineMemory {
  return {
    availableBytes: readAvailableMemory(paths),
    unallocatedBytes: Math.max(
      0,
      Math.min(systemMemory(paths.memoryInfo), ...groupRooms(paths, ["active_file", "inactive_file"])),
    ),
  };
}

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
function groupRooms(
  { cgroup, ownGroups }: MemoryPaths,
  // pages of files that nobody used lately are given up before anything is killed
  reclaimable: readonly string[] = ["inactive_file"],
): readonly number[] {
  const groups = readText(ownGroups) ?? "";
  const version2 = upwards(cgroup, /^0::(.*)$/m.exec(groups)?.[1]);
  const version1 = upwards(path.join(cgroup, "memory"), /^\d+:memory:(.*)$/m.exec(groups)?.[1]);
  return [
    ...version2.map((folder) => room(folder, "memory.max", "memory.current", reclaimable)),
    ...version1.map((folder) =>
      room(
        folder,
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        reclaimable.map((name) => `total_${name}`),
      ),
    ),
  ].filter((bytes) => bytes !== undefined);
}

function upwards(folder: string, group = "/"): readonly string[] {
  const parts = group.split("/").filter((part) => part !== "");
  return [folder, ...parts.map((_, index) => path.join(folder, ...parts.slice(0, index + 1)))];
}

function room(
  folder: string,
  limitFile: string,
  usageFile: string,
  reclaimable: readonly string[],
): number | undefined {
  const limit = Number(readText(path.join(folder, limitFile)));
  const usage = Number(readText(path.join(folder, usageFile)));
  if (!(limit > 0) || !(usage >= 0)) return undefined;
  const statistics = readText(path.join(folder, "memory.stat")) ?? "";
  const bytesOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(statistics)?.[1] ?? 0);
  return limit - usage + reclaimable.reduce((sum, name) => sum + bytesOf(name), 0);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
