import { join } from "node:path";
import type { FileSystem } from "./file-system.ts";

const REVISION = /^[0-9a-f]{7,64}$/;
const REFERENCE_BYTES = 256;

/**
 * The snapshots of a repository in the Hugging Face hub's cache that are in use, as paths within it: the one that `refs/main`
 * names, or all where it names none. Older revisions stay in the cache for ever, and would be listed as models of their own.
 * https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export async function currentSnapshots(
  repository: string,
  files: Pick<FileSystem, "list" | "readText">,
): Promise<readonly string[]> {
  const all = (await files.list(join(repository, "snapshots"))).filter((entry) => !entry.isFile());
  const names = all.map((entry) => entry.name).filter((name) => !name.startsWith("."));
  const main = await files.readText(join(repository, "refs", "main"), REFERENCE_BYTES).catch(() => undefined);
  const revision = main?.trim() ?? "";
  const current = REVISION.test(revision) && names.includes(revision) ? [revision] : names;
  return current.map((name) => join("snapshots", name));
}
