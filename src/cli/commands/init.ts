import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { absolutePath } from "../../config/path-list.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag } from "../declare-flags.ts";
import {
  DEPLOYMENT_KINDS,
  type DeploymentFile,
  type DeploymentKind,
  deploymentFiles,
} from "../deployment/deployment-files.ts";
import { printable } from "../format.ts";
import { UsageError } from "../usage-error.ts";

const KINDS = DEPLOYMENT_KINDS.join(", ");

/** `shimmy init FOLDER`: writes files to run the server by Docker, Compose, systemd or Kubernetes. */
export const initCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("FOLDER", "folder for the files; it is made where it is missing");
    declareFlag(command, "--only <kinds>", `comma-separated, of ${KINDS} (default: all)`);
    declareFlag(command, "--force", "replace files that are there");
    declareExamples(command, ["shimmy init deploy", "shimmy init deploy --only docker,compose"]);
  },
  run: async (invocation, context) => {
    const folder = absolutePath(invocation.argument(0), context);
    const kinds = readKinds(invocation.text("--only"));
    const installation = {
      version: context.version,
      nodePath: process.execPath,
      programPath: fileURLToPath(new URL("../../bin.js", import.meta.url)),
    };
    const files = new Map(
      kinds.flatMap((kind) => deploymentFiles(kind, installation)).map((file) => [file.name, file]),
    );
    await write(folder, [...files.values()], invocation.has("--force"));
    const names = [...files.keys()].map((name) => `${printable(join(folder, name))}\n`);
    await context.terminal.print(names.join(""));
    context.terminal.note("The first lines of each file say how it is used.\n");
    if (files.has("Dockerfile")) {
      const root = fileURLToPath(new URL("../../../", import.meta.url));
      context.terminal.note(
        `The image is built from a package: npm pack --pack-destination ${printable(folder)} ${printable(root)}\n`,
      );
    }
    return 0;
  },
};

function readKinds(text: string | undefined): readonly DeploymentKind[] {
  if (text === undefined) return DEPLOYMENT_KINDS;
  return text.split(",").map((part) => {
    const kind = DEPLOYMENT_KINDS.find((known) => known === part.trim().toLowerCase());
    if (kind !== undefined) return kind;
    throw new UsageError(`--only takes names of ${KINDS}, not ${JSON.stringify(part.slice(0, 40))}.`);
  });
}

/** All of them or none: a file that is there stops the first one from being written. */
async function write(folder: string, files: readonly DeploymentFile[], replaces: boolean): Promise<void> {
  try {
    await makeFolder(folder);
    if (!replaces) await refuseExisting(folder, files);
    for (const { name, text } of files) {
      await writeFile(join(folder, name), text, { flag: replaces ? "w" : "wx" });
    }
  } catch (cause) {
    if (cause instanceof ShimmyError) throw cause;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const reason = REASONS[code] ?? "it cannot be written";
    throw new ShimmyError(
      "invalid_request",
      `No files can be put into ${folder}: ${reason} (${code}). Name another folder.`,
      { cause },
    );
  }
}

/** Why the system takes no files, by its codes. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "a file is in its way",
  ENOTDIR: "a part of the path is no folder",
  ENOENT: "the system makes no folders there",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of this user is used up",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links go in a circle",
  EISDIR: "a folder is in a file's way",
};

/** As `mkdir` with `recursive`, which in Node.js 20 never ends where the system says ENOENT for a folder that is there, as under /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") {
      if ((await stat(folder)).isDirectory()) return;
      throw error;
    }
    const parent = dirname(folder);
    if (code !== "ENOENT" || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
}

async function refuseExisting(folder: string, files: readonly DeploymentFile[]): Promise<void> {
  const present = await Promise.all(
    files.map(async ({ name }) => {
      const isThere = await access(join(folder, name)).then(
        () => true,
        () => false,
      );
      return isThere ? [name] : [];
    }),
  );
  const names = present.flat();
  if (names.length === 0) return;
  throw new ShimmyError(
    "conflict",
    `${folder} has ${names.join(", ")} already; --force replaces what is there, another folder leaves it alone.`,
  );
}
