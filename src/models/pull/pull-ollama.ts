import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { diskError } from "./disk-error.ts";
import { fetchText } from "./fetch-text.ts";
import type { PullContext, PulledModel } from "./pull-context.ts";
import { pullFiles } from "./pull-files.ts";
import { nameOfSource, type OllamaSource } from "./pull-source.ts";
import { blobsToKeep } from "./registry-manifest.ts";

const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
/** Folder of the manifests of Ollama's own registry, whichever mirror they came from. */
const REGISTRY_FOLDER = "registry.ollama.ai";

/**
 * Pulls a model of an Ollama registry into `ollama/` of the store, which is laid out as Ollama's own: blobs by their digests, which
 * models share, and a manifest by the model's name, written when all blobs are there.
 */
export async function pullOllama(source: OllamaSource, context: PullContext): Promise<PulledModel> {
  const { namespace, name, tag } = source;
  const { ollamaEndpoint, storeFolder } = context.settings;
  const label = nameOfSource(source);
  const base = `${ollamaEndpoint}/v2/${namespace}/${name}`;
  const url = new URL(`${base}/manifests/${tag}`);
  const request = { url, label, headers: { accept: MANIFEST_TYPE } };
  const manifest = await fetchText(request, context.limits.manifestBytes, context);
  const blobs = blobsToKeep(manifest, label);
  const store = join(storeFolder, "ollama");
  const files = blobs.map(({ kind, sha256, sizeBytes }) => ({
    path: join(store, "blobs", `sha256-${sha256}`),
    sizeBytes,
    sha256,
    url: new URL(`${base}/blobs/sha256:${sha256}`),
    label: kind === "model" ? label : `${label} (${kind})`,
    isNamedByDigest: true,
    kind,
  }));
  const model = files.find(({ kind }) => kind === "model");
  if (model === undefined) throw new ShimmyError("model_not_found", `${label} has no GGUF file.`);
  await pullFiles(files, context);
  await writeWhole(join(store, "manifests", REGISTRY_FOLDER, namespace, name, tag), manifest);
  return { path: model.path, name: label };
}

/** Writes a file so that it is there whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const partial = join(dirname(path), `.${randomUUID()}.partial`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, text, { flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw diskError(error);
  }
}
