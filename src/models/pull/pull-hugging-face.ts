import { join } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { fetchText } from "./fetch-text.ts";
import { parseHubListing } from "./hub-listing.ts";
import { parseJson } from "./json-value.ts";
import { pickHubFiles } from "./pick-hub-files.ts";
import type { PullContext, PulledModel } from "./pull-context.ts";
import { pullFiles } from "./pull-files.ts";
import type { HuggingFaceSource } from "./pull-source.ts";
import { safeRepositoryPath } from "./safe-repository-path.ts";

/**
 * Pulls a model of the Hugging Face hub into `huggingface/OWNER/NAME/` of the store, under the names that its files have there.
 * All requests name the commit of the list, so that a change meanwhile mixes nothing.
 */
export async function pullHuggingFace(
  { owner, name, choice }: HuggingFaceSource,
  context: PullContext,
): Promise<PulledModel> {
  const { endpoint, token } = context.settings.huggingFace;
  const repository = `${owner}/${name}`;
  const url = new URL(`${endpoint}/api/models/${repository}?blobs=true`);
  const request = { url, token, label: repository, headers: { accept: "application/json" } };
  const listing = parseHubListing(parseJson(await fetchText(request, context.limits.listingBytes, context)));
  const { files } = pickHubFiles(listing.files, choice, repository);
  const folder = join(context.settings.storeFolder, "huggingface", owner, name);
  const wanted = files.map(({ path, sizeBytes, sha256 }) => {
    const segments = safeRepositoryPath(path);
    const address = segments.map(encodeURIComponent).join("/");
    return {
      path: join(folder, ...segments),
      sizeBytes,
      sha256,
      url: new URL(`${endpoint}/${repository}/resolve/${listing.revision}/${address}`),
      token,
      label: segments.at(-1) ?? path,
      // a later commit may bring another file under the same name
      isNamedByDigest: false,
    };
  });
  const [first] = wanted;
  if (first === undefined) throw new ShimmyError("model_not_found", `${repository} holds no GGUF model.`);
  await pullFiles(wanted, context);
  return { path: first.path, name: undefined };
}
