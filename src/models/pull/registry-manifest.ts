import { ShimmyError } from "../../core/errors.ts";
import { isRecord, parseJson, textOf } from "./json-value.ts";

/** A blob that a manifest names. */
export interface RegistryBlob {
  /** Last word of its media type: `model`, `template`, `system`, `params` and so on. */
  readonly kind: string;
  /** 64 hexadecimal digits: a digest of another form would become part of a path (CVE-2024-37032). */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Most blobs of one model. */
const MOST_BLOBS = 64;
/** What is kept of a model; a projector for images is left aside, since nothing here can use it. */
const KEPT_KINDS: readonly string[] = [
  "config",
  "model",
  "adapter",
  "template",
  "prompt",
  "system",
  "params",
  "messages",
  "license",
];
/** Texts are read whole later, so that a long one is no text. */
const LARGEST_TEXT_BYTES = 16 * 1024 * 1024;

/**
 * The blobs to keep of a model, by the text of its manifest (https://distribution.github.io/distribution/spec/manifest-v2-2/
 * with Ollama's media types); each once.
 *
 * @throws ShimmyError `download_failed` for a manifest that cannot be used, `model_not_found` for a model that is no GGUF file.
 */
export function blobsToKeep(manifest: string, model: string): readonly RegistryBlob[] {
  const value = parseJson(manifest);
  if (!isRecord(value) || !Array.isArray(value.layers) || value.layers.length > MOST_BLOBS)
    throw damaged(model);
  const config = isRecord(value.config) ? [toBlob(value.config, model, "config")] : [];
  const layers = value.layers.map((layer: unknown) => toBlob(layer, model));
  const blobs = [...config, ...layers].filter(({ kind }) => KEPT_KINDS.includes(kind));
  const models = blobs.filter(({ kind }) => kind === "model");
  if (models.length === 0) {
    throw new ShimmyError(
      "model_not_found",
      `${model} has no GGUF file: it runs elsewhere, or has a form of its own.`,
      {
        param: "model",
      },
    );
  }
  if (models.length > 1) {
    throw new ShimmyError(
      "model_not_found",
      `${model} is in several files, which only Ollama can put together.`,
      {
        param: "model",
      },
    );
  }
  if (blobs.some(({ kind, sizeBytes }) => isText(kind) && sizeBytes > LARGEST_TEXT_BYTES))
    throw damaged(model);
  return [...new Map(blobs.map((blob) => [blob.sha256, blob])).values()];
}

function isText(kind: string): boolean {
  return kind !== "model" && kind !== "adapter";
}

function toBlob(layer: unknown, model: string, ownKind?: string): RegistryBlob {
  if (!isRecord(layer)) throw damaged(model);
  const digest = /^sha256:([0-9a-f]{64})$/u.exec(textOf(layer.digest) ?? "")?.[1];
  const { size } = layer;
  if (digest === undefined || typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw damaged(model);
  }
  const mediaType = textOf(layer.mediaType) ?? "";
  const kind = ownKind ?? /^application\/vnd\.ollama\.image\.(\w+)$/u.exec(mediaType)?.[1] ?? "other";
  return { kind, sha256: digest, sizeBytes: size };
}

function damaged(model: string): ShimmyError {
  return new ShimmyError("download_failed", `The registry's manifest of ${model} could not be understood.`);
}
