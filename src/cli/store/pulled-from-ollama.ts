import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

/** A manifest of an Ollama store: the model's name and the blobs that it is made of. */
interface Manifest {
  readonly path: string;
  readonly name: string;
  readonly blobs: readonly string[];
}

/**
 * The files of a model in an Ollama store of our own: its manifest, and those of its blobs that no other model has.
 *
 * @param blob path of the model's weights, in the folder `blobs`.
 * @param name as it is listed, for example `llama3:8b`.
 */
export async function filesOfPulledModel(blob: string, name: string): Promise<readonly string[]> {
  const store = dirname(dirname(blob));
  const manifests = await readManifests(join(store, "manifests"));
  const users = manifests.filter(({ blobs }) => blobs.includes(basename(blob)));
  const wanted = name.toLowerCase().replace(/:latest$/, "");
  const own = users.length === 1 ? users[0] : users.find((manifest) => manifest.name === wanted);
  return own === undefined ? [] : await ownFiles(store, own, manifests);
}

/**
 * The same for a model that cannot be used, by the path of its manifest: what is left of it.
 *
 * @param manifest a file under the folder `manifests`.
 */
export async function filesOfManifest(manifest: string): Promise<readonly string[]> {
  const [store] = manifest.split(`${sep}manifests${sep}`);
  if (store === undefined || store === manifest) return [manifest];
  const manifests = await readManifests(join(store, "manifests"));
  const own = manifests.find(({ path }) => path === manifest);
  return own === undefined ? [manifest] : await ownFiles(store, own, manifests);
}

async function ownFiles(
  store: string,
  own: Manifest,
  manifests: readonly Manifest[],
): Promise<readonly string[]> {
  const others = manifests.filter(({ path }) => path !== own.path).flatMap(({ blobs }) => blobs);
  const present = new Set(await readdir(join(store, "blobs")).catch(() => []));
  const alone = own.blobs.filter((file) => present.has(file) && !others.includes(file));
  // the manifest goes first: a model without a blob would be listed and could not be loaded
  return [own.path, ...alone.map((file) => join(store, "blobs", file))];
}

async function readManifests(folder: string): Promise<readonly Manifest[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const manifests = await Promise.all(files.map(async (path) => ({ path, blobs: await blobsOf(path) })));
  return manifests.map((manifest) => ({ ...manifest, name: nameOf(manifest.path.slice(folder.length + 1)) }));
}

/** `registry.ollama.ai/library/llama3/8b` is `llama3:8b`. */
function nameOf(path: string): string {
  const [, namespace = "", name = "", tag = ""] = path.split(sep);
  const plain = namespace === "library" ? name : `${namespace}/${name}`;
  return (tag === "latest" ? plain : `${plain}:${tag}`).toLowerCase();
}

/** File names of the blobs that a manifest names; none where it cannot be read. */
async function blobsOf(path: string): Promise<readonly string[]> {
  const json = await readFile(path, "utf8").catch(() => "");
  const digests = json.matchAll(/"digest"\s*:\s*"sha256:([0-9a-f]{64})"/gi);
  return [...new Set([...digests].map(([, digest = ""]) => `sha256-${digest}`))];
}
