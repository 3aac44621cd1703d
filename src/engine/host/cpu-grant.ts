import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { CpuGrant } from "../../scheduling/thread-count.ts";

/** Where the kernel tells about CPUs and control groups; tests give folders of their own. */
export interface SystemPaths {
  readonly cpus: string;
  readonly cgroup: string;
}

const LINUX_PATHS: SystemPaths = { cpus: "/sys/devices/system/cpu", cgroup: "/sys/fs/cgroup" };

/** Reads what CPUs this process may use: cores, affinity and the control group's quota. */
export function readCpuGrant(paths: SystemPaths = LINUX_PATHS): CpuGrant {
  const allowedCpus = os.availableParallelism();
  return {
    allowedCpus,
    physicalCores: physicalCores(paths.cpus) ?? assumedCores(allowedCpus),
    quotaCpus: quota(paths.cgroup),
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
function quota(folder: string): number | undefined {
  const [limit, period] = readText(path.join(folder, "cpu.max"))?.split(" ") ?? [];
  const version2 = Number(limit) / Number(period);
  if (version2 > 0) return version2;
  const quotaUs = Number(readText(path.join(folder, "cpu", "cpu.cfs_quota_us")));
  const periodUs = Number(readText(path.join(folder, "cpu", "cpu.cfs_period_us")));
  return quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
