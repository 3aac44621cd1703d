import { createHash } from "node:crypto";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ggufValue, writeGguf } from "./gguf-writer.ts";

/** Layers of a model in Ollama's store, beside its weights. */
interface OllamaLayers {
  readonly template?: string;
  readonly system?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly messages?: readonly object[];
  readonly license?: string;
  /** Path of an adapter's file. */
  readonly adapter?: string;
}

/** Puts a model into an Ollama store, as `ollama pull` would. Returns the path of its weights. */
export async function writeOllamaModel(
  store: string,
  manifest: string,
  weights: Buffer,
  layers: OllamaLayers = {},
): Promise<string> {
  await mkdir(join(store, "blobs"), { recursive: true });
  const add = async (kind: string, content: Buffer | string) => {
    const digest = createHash("sha256").update(content).digest("hex");
    await writeFile(join(store, "blobs", `sha256-${digest}`), content);
    return {
      mediaType: `application/vnd.ollama.image.${kind}`,
      digest: `sha256:${digest}`,
      size: content.length,
    };
  };
  const model = await add("model", weights);
  const { template, system, params, messages, license, adapter } = layers;
  const all = [
    model,
    ...(template === undefined ? [] : [await add("template", template)]),
    ...(system === undefined ? [] : [await add("system", system)]),
    ...(params === undefined ? [] : [await add("params", JSON.stringify(params))]),
    ...(messages === undefined ? [] : [await add("messages", JSON.stringify(messages))]),
    ...(license === undefined ? [] : [await add("license", license)]),
  ];
  if (adapter !== undefined) {
    const digest = createHash("sha256").update(adapter).digest("hex");
    await copyFile(adapter, join(store, "blobs", `sha256-${digest}`));
    all.push({ mediaType: "application/vnd.ollama.image.adapter", digest: `sha256:${digest}`, size: 1 });
  }
  const path = join(store, "manifests", manifest);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ schemaVersion: 2, layers: all }));
  return join(store, "blobs", model.digest.replace(":", "-"));
}

/** Puts a file into the Hugging Face hub's cache. Returns its path in the snapshot. */
export async function writeHubFile(
  cache: string,
  { repository, revision, name }: { repository: string; revision: string; name: string },
  content: Buffer,
): Promise<string> {
  const folder = join(cache, `models--${repository.replaceAll("/", "--")}`);
  const blob = join(folder, "blobs", createHash("sha256").update(content).digest("hex"));
  const path = join(folder, "snapshots", revision, name);
  await mkdir(dirname(blob), { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  await mkdir(join(folder, "refs"), { recursive: true });
  await writeFile(blob, content);
  await symlink(blob, path);
  await writeFile(join(folder, "refs", "main"), revision);
  return path;
}

/** Writes the smallest file that passes for a model: a header and 32 weights, about 500 bytes. */
export async function writeHeaderOnly(path: string, name = "header-only"): Promise<void> {
  await writeGguf(path, {
    metadata: [
      ["general.architecture", ggufValue.string("llama")],
      ["general.name", ggufValue.string(name)],
      ["general.file_type", ggufValue.uint32(0)],
      ["llama.context_length", ggufValue.uint32(512)],
      ["llama.embedding_length", ggufValue.uint32(32)],
      ["llama.block_count", ggufValue.uint32(1)],
      ["tokenizer.ggml.model", ggufValue.string("gpt2")],
      ["tokenizer.ggml.tokens", ggufValue.strings(["a", "b"])],
    ],
    tensors: [{ name: "token_embd.weight", dimensions: [32], data: new Float32Array(32) }],
  });
}
