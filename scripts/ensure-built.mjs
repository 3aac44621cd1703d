import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { buildFingerprint } from "./build-fingerprint.mjs";
import { runChild } from "./run-child.mjs";
import { withLock } from "./with-lock.mjs";

const MARKER = ".built-from";
/** Beginning of the names of folders inside `dist/` that a build writes to before it moves its files into place. */
const FRESH_PREFIX = ".next-";

/** Builds `dist/` unless it is there and newer than its sources. */
export async function ensureBuilt(root) {
  if (isFresh(root)) return;
  await withLock(root, async () => {
    if (isFresh(root)) return;
    process.stderr.write("Building Shimmy…\n");
    // Types are the business of the checks; leaving them out halves the wait of a first start.
    await build(root, ["--noCheck"]);
  });
}

/** Builds `dist/` whether it is fresh or not, with all checks of types. */
export async function buildAnew(root) {
  await withLock(root, async () => await build(root, []));
}

function isFresh(root) {
  const marker = path.join(root, "dist", MARKER);
  return existsSync(marker) && readFileSync(marker, "utf8") === buildFingerprint(root);
}

async function build(root, compilerFlags) {
  // Taken before the build, so that a file changed meanwhile leads to another one.
  const fingerprint = buildFingerprint(root);
  const target = path.join(root, "dist");
  removeAbandoned(target);
  const fresh = mkdtempSync(path.join(target, FRESH_PREFIX));
  try {
    const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const buildInfo = path.join(fresh, ".tsbuildinfo");
    const flags = ["--outDir", fresh, "--tsBuildInfoFile", buildInfo, ...compilerFlags];
    await runChild(process.execPath, [compiler, "-p", path.join(root, "tsconfig.build.json"), ...flags], {
      cwd: root,
    });
    rmSync(buildInfo, { force: true });
    writeFileSync(path.join(fresh, MARKER), fingerprint);
    replaceFolder(target, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * Moves file by file, the marker last, and then removes what is left of the old build: a server that runs from the
 * folder finds every module whole at every moment.
 */
function replaceFolder(target, fresh) {
  const files = filesOf(fresh).filter((file) => file !== MARKER);
  for (const file of [...files, MARKER]) {
    mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    renameSync(path.join(fresh, file), path.join(target, file));
  }
  const kept = new Set([...files, MARKER]);
  for (const file of filesOf(target)) {
    if (!kept.has(file) && !file.startsWith(FRESH_PREFIX)) rmSync(path.join(target, file), { force: true });
  }
}

/** Removes what a build that was killed left behind; the lock keeps every living one out. */
function removeAbandoned(target) {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) {
    if (name.startsWith(FRESH_PREFIX)) rmSync(path.join(target, name), { recursive: true, force: true });
  }
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
