import { posix } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { parseShardName } from "../gguf/shard-name.ts";
import type { HubFile } from "./hub-listing.ts";

/** The files of one model of a repository. */
export interface PickedModel {
  /** In the order of their numbers. */
  readonly files: readonly HubFile[];
  /** For example `Q4_K_M`; undefined where the names do not tell. */
  readonly quantization: string | undefined;
}

/** Quantizations by how well each serves most people: small enough, and nearly as good as the whole. */
const PREFERENCE = [
  "Q4_K_M",
  "UD-Q4_K_XL",
  "Q4_K_L",
  "Q4_K_XL",
  "MXFP4",
  "Q4_K_S",
  "IQ4_NL",
  "IQ4_XS",
  "Q4_0",
  "Q4_1",
  "Q5_K_M",
  "Q5_K_S",
  "Q5_0",
  "Q6_K",
  "Q8_0",
  "Q3_K_L",
  "Q3_K_M",
  "F16",
  "BF16",
  "F32",
];

const QUANTIZATION =
  /(?:^|[-_.])(?<label>(?:ud-)?(?:i?q\d(?:_[a-z0-9]+)*|tq\d_\d|bf16|fp?16|fp?32|mxfp4(?:_moe)?|nvfp4))$/iu;
/** Projectors for images and the matrices that quantizing needs are GGUF files too. */
const COMPANION = /(?:^|[-_.])(?:mmproj|imatrix)(?:[-_.]|$)/iu;
const CHOICES_LISTED = 30;

/**
 * Picks the model that is meant: the one of that quantization or file name, else the best fitting one. Projectors are left
 * aside, and all shards of a sharded model come together.
 *
 * @param choice `Q4_K_M`, without regard to case, or a file's name.
 * @throws ShimmyError `model_not_found` listing what there is, `download_failed` where shards are missing.
 */
export function pickHubFiles(
  all: readonly HubFile[],
  choice: string | undefined,
  repository: string,
): PickedModel {
  const models = groupModels(all.filter(({ path }) => !COMPANION.test(posix.basename(path))));
  if (models.length === 0) {
    throw notFound(
      `${repository} holds no GGUF model with a sha256; look for a repository with "GGUF" in its name.`,
    );
  }
  const fitting = choice === undefined ? byPreference(models) : byChoice(models, choice);
  const [model] = fitting;
  if (model === undefined || fitting.length > 1) {
    const what =
      fitting.length > 1 ? "has several models of that kind" : `has no ${choice ?? "usual quantization"}`;
    const among = fitting.length > 1 ? fitting.map(fileName) : [...new Set(models.map(labelOf))];
    throw notFound(`${repository} ${what}; write one of these after a colon: ${listed(among)}.`);
  }
  if (model.missing > 0) {
    throw new ShimmyError(
      "download_failed",
      `${repository} lacks ${model.missing} of the shards of ${JSON.stringify(fileName(model))}; choose another file.`,
    );
  }
  return { files: model.files, quantization: model.quantization };
}

interface ModelGroup extends PickedModel {
  readonly missing: number;
}

function groupModels(files: readonly HubFile[]): readonly ModelGroup[] {
  const groups = new Map<string, HubFile[]>();
  for (const file of files) {
    const shard = parseShardName(posix.basename(file.path));
    const key = shard === undefined ? file.path : `${posix.dirname(file.path)}/${shard.stem}/${shard.count}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()].map((group) => {
    const sorted = group.sort((a, b) => (a.path < b.path ? -1 : 1));
    const path = sorted[0]?.path ?? "";
    const count = parseShardName(posix.basename(path))?.count ?? 1;
    return { files: sorted, quantization: quantizationOf(path), missing: count - sorted.length };
  });
}

/** The quantization that a file's name tells, or that of its folder. In capitals, as most write them. */
export function quantizationOf(path: string): string | undefined {
  const fileName = posix.basename(path);
  const stem = parseShardName(fileName)?.stem ?? fileName.replace(/\.gguf$/iu, "");
  const label = [stem, posix.basename(posix.dirname(path))]
    .map((text) => QUANTIZATION.exec(text)?.groups?.label)
    .find((found) => found !== undefined);
  return label?.toUpperCase().replace(/^FP(?=\d)/u, "F");
}

function byPreference(models: readonly ModelGroup[]): readonly ModelGroup[] {
  if (models.length === 1) return models;
  const labels = [...PREFERENCE, undefined];
  const best = labels.find((label) => models.some(({ quantization }) => quantization === label));
  return models.filter(({ quantization }) => quantization === best && quantization !== undefined);
}

function byChoice(models: readonly ModelGroup[], choice: string): readonly ModelGroup[] {
  const wanted = choice.toUpperCase();
  const named = models.filter((model) => fileName(model).toUpperCase() === wanted);
  return named.length > 0 ? named : models.filter(({ quantization }) => quantization === wanted);
}

/** What the user writes to mean a model: its quantization, else its file. */
function labelOf(model: ModelGroup): string {
  return model.quantization ?? fileName(model);
}

/** The first file's name, for shards too. */
function fileName({ files }: ModelGroup): string {
  return posix.basename(files[0]?.path ?? "");
}

function listed(choices: readonly string[]): string {
  const shown = choices.slice(0, CHOICES_LISTED).join(", ");
  return choices.length > CHOICES_LISTED ? `${shown} and ${choices.length - CHOICES_LISTED} more` : shown;
}

function notFound(message: string): ShimmyError {
  return new ShimmyError("model_not_found", message, { param: "model" });
}
