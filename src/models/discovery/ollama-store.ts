import { join } from "node:path";
import { quoteName, systemCode } from "../gguf/gguf-errors.ts";
import type { DiscoveryProblem } from "../registry/model-entry.ts";
import { folderReason } from "./discovery-reasons.ts";
import type { FileSystem } from "./file-system.ts";
import type { FoundFile } from "./find-gguf-files.ts";
import { type DiscoveredModel, type Inspection, inspectModel } from "./inspect-model.ts";
import type { InspectionCache } from "./inspection-cache.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { type OllamaManifest, ollamaName, parseOllamaManifest } from "./ollama-manifest.ts";
import { toModelSettings } from "./ollama-settings.ts";
import type { Progress } from "./within-time.ts";

/** Manifests lie four folders deep: host, namespace, model, tag. */
const DEPTH = 6;
const MOST_MANIFESTS = 10_000;
const MANIFEST_BYTES = 1024 * 1024;
const TEXT_BYTES = 1024 * 1024;

/** What reads a store. */
interface OllamaReading {
  readonly files: FileSystem;
  readonly cache: InspectionCache;
  readonly progress: Progress;
  readonly concurrency: number;
}

/** What a store holds. */
interface OllamaStore {
  readonly inspections: readonly Inspection[];
  readonly problems: readonly DiscoveryProblem[];
  /** Folders in which manifests come and go. */
  readonly folders: readonly string[];
}

interface ManifestFile {
  readonly path: string;
  readonly name: string;
}

/**
 * Reads Ollama's store: each manifest is a model by Ollama's name for it, and its weights are used where they lie. Two names of
 * one file are two models, as in Ollama.
 */
export async function readOllamaStore(store: string, reading: OllamaReading): Promise<OllamaStore> {
  const { manifests, problems, folders } = await findManifests(join(store, "manifests"), reading);
  const inspections = await mapConcurrently(manifests, reading.concurrency, async (manifest) => {
    if (reading.progress.isOver) return [];
    const inspection = await inspectManifest(store, manifest, reading);
    reading.progress.note();
    return [inspection];
  });
  return { inspections: inspections.flat(), problems, folders };
}

async function findManifests(
  root: string,
  { files, progress, concurrency }: OllamaReading,
): Promise<{
  readonly manifests: readonly ManifestFile[];
  readonly problems: readonly DiscoveryProblem[];
  readonly folders: readonly string[];
}> {
  const manifests: ManifestFile[] = [];
  const problems: DiscoveryProblem[] = [];
  const folders: string[] = [];
  let level: readonly (readonly string[])[] = [[]];
  for (let depth = 0; depth < DEPTH && level.length > 0 && !progress.isOver; depth++) {
    const listings = await mapConcurrently(level, concurrency, async (parts) => {
      const folder = join(root, ...parts);
      folders.push(folder);
      try {
        const entries = await files.list(folder);
        progress.note();
        const shown = entries.filter((entry) => !entry.name.startsWith("."));
        return { children: shown.map((entry) => ({ parts, entry })), problems: [] };
      } catch (error) {
        return { children: [], problems: [{ path: folder, reason: folderReason(error) }] };
      }
    });
    // the disk answers in any order; what is told must not change with it
    problems.push(...listings.flatMap((listing) => listing.problems));
    const found = listings.flatMap(({ children }) => children);
    for (const { parts, entry } of found) {
      const own = [...parts, entry.name];
      const name = ollamaName(own);
      if (entry.isFile() && name !== undefined) manifests.push({ path: join(root, ...own), name });
    }
    // Links are not followed here: Ollama makes none, and they might lead anywhere.
    level = found
      .filter(({ entry }) => entry.isDirectory())
      .map(({ parts, entry }) => [...parts, entry.name]);
    if (manifests.length > MOST_MANIFESTS) {
      problems.push({
        path: root,
        reason: `It holds more than ${MOST_MANIFESTS} models; the rest was left out.`,
      });
      break;
    }
  }
  manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { manifests: manifests.slice(0, MOST_MANIFESTS), problems, folders };
}

async function inspectManifest(
  store: string,
  { path, name }: ManifestFile,
  { files, cache }: OllamaReading,
): Promise<Inspection> {
  try {
    const manifest = parseOllamaManifest((await files.readText(path, MANIFEST_BYTES)) ?? "");
    if (manifest === undefined)
      return problem(path, name, `The manifest of ${quoteName(name)} is damaged: pull it again.`);
    const [digest, ...more] = manifest.models;
    if (digest === undefined) {
      const reason = `${quoteName(name)} has no model file here: it runs elsewhere, or has a form of its own.`;
      return { kind: "problem", problem: { path, reason, isNotice: true, model: name } };
    }
    if (more.length > 0 || manifest.adapters.length > 1) {
      return problem(
        path,
        name,
        `${quoteName(name)} is in several files, which only Ollama can put together.`,
      );
    }
    const model = await lookAt(blobPath(store, digest), files);
    const [adapter] = manifest.adapters;
    const fingerprint = [
      name,
      model.realPath,
      model.sizeBytes,
      model.modifiedAt.getTime(),
      ...layersOf(manifest),
    ];
    return await cache.remember(path, fingerprint.join("\n"), async () => {
      const inspection = await inspectModel({ first: model, further: [], missing: [] });
      if (inspection.kind !== "model") return unusable(inspection, path, name);
      const settings = await readSettings(store, manifest, inspection.model, files);
      return {
        kind: "model",
        model: {
          ...inspection.model,
          name,
          ...(adapter !== undefined && { loraPath: blobPath(store, adapter) }),
          ...(Object.keys(settings).length > 0 && { settings }),
        },
      };
    });
  } catch (error) {
    const isGone = systemCode(error) === "ENOENT";
    const why = isGone
      ? "a file of it is missing"
      : `it could not be read (${systemCode(error) ?? "unknown error"})`;
    return problem(path, name, `${quoteName(name)} cannot be used: ${why}. Pull it again with Ollama.`);
  }
}

/** The reason a blob cannot be run, by the model's name: a digest tells nobody anything. */
function unusable(
  inspection: Exclude<Inspection, { kind: "model" }>,
  path: string,
  name: string,
): Inspection {
  if (inspection.kind === "companion")
    return problem(path, name, `${quoteName(name)} is an adapter without its base.`);
  return problem(path, name, `${quoteName(name)}: ${inspection.problem.reason}`);
}

function problem(path: string, model: string, reason: string): Inspection {
  return { kind: "problem", problem: { path, reason, model } };
}

function blobPath(store: string, digest: string): string {
  return join(store, "blobs", `sha256-${digest}`);
}

/** What is in a blob never changes, so its digest stands for it. */
function layersOf({
  adapters,
  template,
  system,
  parameters,
  messages,
  licenses,
}: OllamaManifest): readonly string[] {
  return [...adapters, template ?? "", system ?? "", parameters ?? "", messages ?? "", ...licenses];
}

async function lookAt(path: string, files: FileSystem): Promise<FoundFile> {
  const [stats, realPath] = await Promise.all([files.stat(path), files.realpath(path)]);
  return { path, realPath, sizeBytes: stats.size, modifiedAt: stats.mtime };
}

async function readSettings(
  store: string,
  manifest: OllamaManifest,
  { summary }: DiscoveredModel,
  files: FileSystem,
): Promise<NonNullable<DiscoveredModel["settings"]>> {
  // A layer that is missing or too long is left out: the model works without.
  const read = async (digest: string | undefined): Promise<string | undefined> =>
    digest === undefined
      ? undefined
      : await files.readText(blobPath(store, digest), TEXT_BYTES).catch(() => undefined);
  const [template, system, parameters, messages, ...licenses] = await Promise.all(
    [manifest.template, manifest.system, manifest.parameters, manifest.messages, ...manifest.licenses].map(
      read,
    ),
  );
  const texts = {
    template,
    system,
    parameters,
    messages,
    licenses: licenses.filter((text) => text !== undefined),
  };
  return toModelSettings(texts, summary.hasChatTemplate);
}
