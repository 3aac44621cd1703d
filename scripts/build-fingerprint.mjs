import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const CONFIG_FILES = ["package.json", "tsconfig.json", "tsconfig.build.json"];

/** A text that changes when any source of the build is added, removed or changed. */
export function buildFingerprint(root) {
  const hash = createHash("sha256");
  for (const file of CONFIG_FILES) hash.update(readFileSync(path.join(root, file)));
  const sources = readdirSync(path.join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of sources) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}
