import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { DISK, type FileSystem } from "./file-system.ts";

/** One line of the system's list of mounts. */
export interface Mount {
  readonly point: string;
  /** For example `nfs4`. */
  readonly type: string;
}

/** File systems whose server is elsewhere, and which may wait for it for ever. */
const NETWORK_TYPE =
  /^(?:nfs\d?|cifs|smb\w*|9p|afs|autofs|ceph|coda|davfs|glusterfs|lustre|beegfs|ocfs2|fuse\.(?!lxcfs|portal|gvfsd).+)$/;

/** Longest wait for a network folder's first answer, in milliseconds. */
const PROBE_MS = 4_000;
const MOST_LINKS = 40;

/** Parts of {@link NetworkMounts} that a test replaces. */
interface NetworkMountsOptions {
  readonly mounts?: readonly Mount[];
  readonly files?: Pick<FileSystem, "readlink">;
  /** Tells whether a mount answers; must settle. */
  readonly probe?: (mountPoint: string) => Promise<boolean>;
}

/**
 * Keeps a search away from network folders whose server is gone. A call into such a folder never returns, and no process ends
 * while one of its threads is in it; so each mount is first looked at by a small process of its own, which may be given up.
 * Knows mounts on Linux only: elsewhere the search's own time limit has to do.
 */
export class NetworkMounts {
  readonly #mounts: readonly Mount[];
  readonly #files: Pick<FileSystem, "readlink">;
  readonly #probe: (mountPoint: string) => Promise<boolean>;
  readonly #answers = new Map<string, Promise<boolean>>();
  readonly #hasNetwork: boolean;

  constructor(options: NetworkMountsOptions = {}) {
    this.#mounts = options.mounts ?? readMounts();
    this.#files = options.files ?? DISK;
    this.#probe = options.probe ?? probeInProcess;
    this.#hasNetwork = this.#mounts.some(isNetwork);
  }

  /** True for what lies on another machine; symbolic links must be resolved. */
  isRemote(realPath: string): boolean {
    return this.#hasNetwork && this.#mountOf(realPath) !== undefined;
  }

  /** False where a path, whose links are resolved, lies on a mount that does not answer. Asks each mount once. */
  async answers(realPath: string): Promise<boolean> {
    const mount = this.#hasNetwork ? this.#mountOf(realPath) : undefined;
    return mount === undefined || (await this.#ask(mount.point));
  }

  /** As {@link answers}, for a path with links in it; these are followed without touching what they lead to. */
  async answersBehindLinks(path: string): Promise<boolean> {
    if (!this.#hasNetwork) return true;
    let resolved = "/";
    let rest = partsOf(path);
    for (let links = 0; rest.length > 0; ) {
      const [part = "", ...further] = rest;
      rest = further;
      if (part === "..") {
        resolved = dirname(resolved);
        continue;
      }
      const candidate = join(resolved, part);
      const mount = this.#mountOf(candidate);
      if (mount !== undefined && !(await this.#ask(mount.point))) return false;
      const target = await this.#files.readlink(candidate).catch(() => undefined);
      if (target === undefined) {
        resolved = candidate;
        continue;
      }
      links += 1;
      // A circle: whoever follows it is told so by the system.
      if (links > MOST_LINKS) return true;
      if (isAbsolute(target)) resolved = "/";
      rest = [...partsOf(target), ...rest];
    }
    return true;
  }

  #ask(point: string): Promise<boolean> {
    const known = this.#answers.get(point);
    if (known !== undefined) return known;
    const answer = this.#probe(point);
    this.#answers.set(point, answer);
    return answer;
  }

  /** The network mount that holds a path; undefined where the innermost mount is a local one. */
  #mountOf(path: string): Mount | undefined {
    let innermost: Mount | undefined;
    for (const mount of this.#mounts) {
      const isAround = path === mount.point || path.startsWith(mount.point === "/" ? "/" : `${mount.point}/`);
      // Of two mounts in one place the later one is seen.
      if (isAround && mount.point.length >= (innermost?.point.length ?? 0)) innermost = mount;
    }
    return innermost !== undefined && isNetwork(innermost) ? innermost : undefined;
  }
}

function isNetwork({ type }: Mount): boolean {
  return NETWORK_TYPE.test(type);
}

function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function readMounts(): readonly Mount[] {
  try {
    return parseMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  } catch {
    return [];
  }
}

/** Reads Linux's `/proc/self/mountinfo`: proc_pid_mountinfo(5). */
export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const point = fields[4];
    const type = fields[fields.indexOf("-") + 1];
    return point === undefined || type === undefined ? [] : [{ point: unescapeOctal(point), type }];
  });
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

const LIST_FOLDER = "require('node:fs').readdirSync(process.argv[1])";

/**
 * Lists a folder in a process of its own.
 *
 * @param code what that process runs; a test gives one that hangs.
 * @param limitMs how long it may take, in milliseconds.
 */
export async function probeInProcess(
  folder: string,
  code = LIST_FOLDER,
  limitMs = PROBE_MS,
): Promise<boolean> {
  return await new Promise<boolean>((resolve) => {
    const child = spawn(process.execPath, ["-e", code, folder], { stdio: "ignore", env: {} });
    const settle = (answers: boolean): void => {
      clearTimeout(timer);
      resolve(answers);
    };
    const timer = setTimeout(() => {
      // A process in a call that hangs may outlive even this; nobody waits for it.
      child.kill("SIGKILL");
      child.unref();
      settle(false);
    }, limitMs);
    // Also a folder that may not be read has answered: the search tells why.
    child.once("exit", () => settle(true));
    child.once("error", () => settle(true));
  });
}
