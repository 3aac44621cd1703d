import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Kills every process of a group. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

/** Living members of a process group; those that ended and only wait to be noticed do not count. */
export function membersOfGroup(group: number): readonly number[] {
  try {
    process.kill(-group, 0);
  } catch {
    return [];
  }
  const processes = process.platform === "linux" ? processesOfLinux() : processesOfPs();
  return processes
    .filter((entry) => entry.group === group && !/^[ZX]/.test(entry.state))
    .map(({ pid }) => pid);
}

interface ProcessEntry {
  readonly pid: number;
  readonly group: number;
  readonly state: string;
}

/** Containers often lack `ps`, so `/proc` is read where there is one. */
function processesOfLinux(): readonly ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        // The command's name, in parentheses, may hold anything: the fields are counted from its end.
        const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return [{ pid: Number(name), group: Number(group), state }];
      } catch {
        return [];
      }
    });
}

function processesOfPs(): readonly ProcessEntry[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,pgid=,stat="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [pid, group, state] = line.trim().split(/\s+/);
    return state === undefined ? [] : [{ pid: Number(pid), group: Number(group), state }];
  });
}
