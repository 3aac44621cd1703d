import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { CpuGrant } from "../../scheduling/thread-count.ts";

/** Where the kernel tells about CPUs and control groups; tests give folders of their own. */
export interface SystemPaths {
  readonly cpus: string;
  readonly cgroup: string;
  /** File that names the control groups of this process. */
  readonly ownGroups: string;
}

const LINUX_PATHS: SystemPaths = {
  cpus: "/sys/devices/system/cpu",
  cgroup: "/sys/fs/cgroup",
  ownGroups: "/proc/self/cgroup",
};

/** Reads what CPUs this process may use: cores, affinity and the control group's quota. */
export function readCpuGrant(paths: SystemPaths = LINUX_PATHS): CpuGrant {
  const allowedCpus = os.availableParallelism();
  return {
    allowedCpus,
    physicalCores: physicalCores(paths.cpus) ?? assumedCores(allowedCpus),
    quotaCpus: quota(paths.cgroup, paths.ownGroups),
  };
}

/** Intel's and AMD's CPUs mostly run two threads a core, Arm's one; only Linux tells for certain. */
function assumedCores(cpus: number): number {
  return process.arch === "x64" ? Math.ceil(cpus / 2) : cpus;
}

function physicalCores(folder: string): number | undefined {
  try {
    const cores = new Set<string>();
    for (const name of readdirSync(folder)) {
      if (!/^cpu\d+$/.test(name)) continue;
      const siblings = readText(path.join(folder, name, "topology", "thread_siblings_list"));
      if (siblings !== undefined) cores.add(siblings);
    }
    return cores.size > 0 ? cores.size : undefined;
  } catch {
    return undefined;
  }
}

/** The quota of control groups version 2, else of version 1; undefined without one. */
function quota(folder: string, ownGroups: string): number | undefined {
  const version2 = quotasUpwards(folder, ownGroups);
  if (version2.length > 0) return Math.min(...version2);
  const quotaUs = Number(readText(path.join(folder, "cpu", "cpu.cfs_quota_us")));
  const periodUs = Number(readText(path.join(folder, "cpu", "cpu.cfs_period_us")));
  return quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : undefined;
}

/** The limits of this process's group and of all above it: each of them holds. */
function quotasUpwards(folder: string, ownGroups: string): readonly number[] {
  const own = /^0::(.*)$/m.exec(readText(ownGroups) ?? "")?.[1] ?? "/";
  const parts = own.split("/").filter((part) => part !== "");
  return parts
    .map((_, index) => path.join(folder, ...parts.slice(0, index + 1)))
    .concat(folder)
    .map((group) => {
      const [limit, period] = readText(path.join(group, "cpu.max"))?.split(" ") ?? [];
      return Number(limit) / Number(period);
    })
    .filter((cpus) => cpus > 0);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
