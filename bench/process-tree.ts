import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Memory of a server and all its child processes, in bytes. */
export interface ProcessMemory {
  /** Resident pages, mapped model file included; pages shared between the processes count in each. */
  readonly residentBytes: number;
  /** Resident pages, each shared one divided by the number of processes that share it. */
  readonly proportionalBytes: number;
  /** Memory of its own that no file backs: what the system cannot take back without swapping. */
  readonly anonymousBytes: number;
}

/**
 * Sums the memory of a process and its descendants, from the kernel's `smaps_rollup`.
 * Undefined where there is no such thing (anything but Linux) or the process is gone.
 */
export function measureMemory(processId: number): ProcessMemory | undefined {
  try {
    const rollups = processTree(processId).map((id) =>
      parseRollup(readFileSync(`/proc/${id}/smaps_rollup`, "utf8")),
    );
    return rollups.reduce((sum, one) => ({
      residentBytes: sum.residentBytes + one.residentBytes,
      proportionalBytes: sum.proportionalBytes + one.proportionalBytes,
      anonymousBytes: sum.anonymousBytes + one.anonymousBytes,
    }));
  } catch {
    return undefined;
  }
}

/** CPU time that a process and its living descendants have used, in milliseconds; undefined as for memory. */
export function measureCpuMs(processId: number): number | undefined {
  try {
    return processTree(processId)
      .map((id) => parseCpuMs(readFileSync(`/proc/${id}/stat`, "utf8")))
      .reduce((sum, one) => sum + one);
  } catch {
    return undefined;
  }
}

/** CPU time that the whole machine has used, in milliseconds. */
export function machineCpuMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** CPU time that this process has used, in milliseconds. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Reads `smaps_rollup`, whose figures are in KiB. */
export function parseRollup(text: string): ProcessMemory {
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) * 1024;
  return {
    residentBytes: bytes("Rss"),
    proportionalBytes: bytes("Pss"),
    anonymousBytes: bytes("Anonymous"),
  };
}

/** User and system time out of `/proc/PID/stat`, whose second field may itself hold spaces and brackets. */
export function parseCpuMs(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 14 and 15 of proc(5); the kernel shows them in hundredths of a second on every platform Node runs on.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function processTree(processId: number): number[] {
  const children = readdirSync(`/proc/${processId}/task`).flatMap((task) =>
    readFileSync(`/proc/${processId}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return [processId, ...children.flatMap(processTree)];
}
