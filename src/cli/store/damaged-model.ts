import type { UnusableModel } from "../../models/registry/unusable-models.ts";
import { filesOfModel, liesIn, ownerOf } from "./model-files.ts";
import { filesOfManifest } from "./pulled-from-ollama.ts";

/**
 * The files of a damaged or incomplete model that may be removed: of Shimmy's own store, and with `isForced` a person's own.
 * Undefined where they are not to be touched, as those on another program's books.
 *
 * @param store folder of Shimmy's own models.
 */
export async function filesOfDamagedModel(
  { code, path }: UnusableModel,
  { store, isForced }: { readonly store: string | undefined; readonly isForced: boolean },
): Promise<readonly string[] | undefined> {
  if (code !== "model_corrupt" || path === undefined) return undefined;
  const isFile = /\.gguf$/i.test(path);
  const isInStore = store !== undefined && (await liesIn(store, path));
  // what is no such file was found by the manifest of a store of Ollama's form
  if (isInStore) return isFile ? await filesOfModel(path) : await filesOfManifest(path);
  return isForced && isFile && ownerOf(path) === undefined ? await filesOfModel(path) : undefined;
}
