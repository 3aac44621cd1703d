import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { runChild } from "./run-child.mjs";
import { withLock } from "./with-lock.mjs";

/** Installs the packages of the lockfile unless they are there. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  await withLock(root, async () => {
    if (!isInstalled(root)) await install(root);
  });
}

async function install(root) {
  const hasLockfile = existsSync(path.join(root, "package-lock.json"));
  const verb = hasLockfile ? "ci" : "install";
  process.stderr.write(`Installing packages (npm ${verb})…\n`);
  // The compiler is a development package, which npm leaves out where NODE_ENV is production.
  const args = [verb, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await runChild(process.execPath, [npm, ...args], { cwd: root });
  else await runChild("npm", args, { cwd: root, shell: process.platform === "win32" });
}

function isInstalled(root) {
  const installed = path.join(root, "node_modules", ".package-lock.json");
  const wanted = path.join(root, "package-lock.json");
  if (!existsSync(installed)) return false;
  if (!existsSync(wanted) || statSync(wanted).mtimeMs <= statSync(installed).mtimeMs) return true;
  // A checkout renews the lockfile's time without changing it: what counts then is what it says.
  return hasSamePackages(readPackages(wanted), readPackages(installed));
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/** Optional packages may be absent: those of other platforms always are. */
function hasSamePackages(wanted, installed) {
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const found = installed[name];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}
