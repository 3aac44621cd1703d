import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Inspection } from "./inspect-model.ts";

/** What is remembered of one path. */
export interface CachedInspection {
  /** Of the files that were read: changes whenever one of them does. */
  readonly fingerprint: string;
  readonly inspection: Inspection;
}

/** To be raised whenever the reader of headers or this form changes: an older file is then read as none. */
const VERSION = 1;
/** Entries kept at most; those that were added last stay. */
const MOST_ENTRIES = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Inspections in one JSON file. It only saves time: whatever goes wrong with it, such as a full disk, a folder that may not be
 * written or a damaged file, is as if there were none. What it says is believed for lists alone; a load checks each file again.
 */
export class InspectionFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What the file holds, in a map of the caller's own. */
  async read(): Promise<Map<string, CachedInspection>> {
    try {
      const text = await readFile(this.#path, "utf8");
      return text.length > MOST_BYTES ? new Map() : parseInspections(text);
    } catch {
      return new Map();
    }
  }

  /** Replaces the file as a whole. Problems are left out: a mended reader should see them anew. */
  async write(inspections: ReadonlyMap<string, CachedInspection>): Promise<void> {
    const kept = [...inspections].filter(([, { inspection }]) => inspection.kind !== "problem");
    const entries = kept.slice(-MOST_ENTRIES).map(([path, cached]) => [path, withoutPaths(path, cached)]);
    const json = JSON.stringify({ version: VERSION, inspections: entries });
    const partial = `${this.#path}.${randomUUID()}.partial`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const handle = await open(partial, "wx", 0o600);
      try {
        await handle.writeFile(json);
      } finally {
        await handle.close();
      }
      await rename(partial, this.#path);
    } catch {
      await rm(partial, { force: true }).catch(() => {});
    }
  }
}

function parseInspections(text: string): Map<string, CachedInspection> {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.version !== VERSION || !Array.isArray(value.inspections)) return new Map();
  for (const entry of value.inspections) restore(entry);
  return new Map(value.inspections.filter(isEntry));
}

/** Leaves out paths that are the entry's own: in a list of a thousand they are most of the file. */
function withoutPaths(key: string, { fingerprint, inspection }: CachedInspection): object {
  if (inspection.kind !== "model") return { fingerprint, inspection };
  const { path, realPath, ...model } = inspection.model;
  const paths = { ...(path !== key && { path }), ...(realPath !== path && { realPath }) };
  return { fingerprint, inspection: { kind: "model", model: { ...model, ...paths } } };
}

/** Puts back what was left out, and makes a date of the one text that is one. */
function restore(entry: unknown): void {
  if (!Array.isArray(entry)) return;
  const [key, cached]: readonly unknown[] = entry;
  const inspection = isRecord(cached) ? cached.inspection : undefined;
  const model = isRecord(inspection) ? inspection.model : undefined;
  if (!isRecord(model)) return;
  const { path = key, realPath = path, modifiedAt } = model;
  const time = typeof modifiedAt === "string" ? new Date(modifiedAt) : undefined;
  Object.assign(model, { path, realPath, modifiedAt: time });
}

function isEntry(value: unknown): value is readonly [string, CachedInspection] {
  if (!Array.isArray(value)) return false;
  const [path, cached]: readonly unknown[] = value;
  if (typeof path !== "string" || !isRecord(cached) || typeof cached.fingerprint !== "string") return false;
  const { inspection } = cached;
  if (!isRecord(inspection)) return false;
  return inspection.kind === "model" ? isModel(inspection.model) : isCompanion(inspection.companion);
}

function isModel(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.summary)) return false;
  const { path, realPath, sizeBytes, modifiedAt, summary, name, loraPath, settings } = value;
  return (
    [path, realPath, summary.architecture, summary.quantization].every(isText) &&
    [sizeBytes, summary.parameterCount, summary.contextLength].every(isNumber) &&
    [summary.hasChatTemplate, summary.writesText].every((flag) => typeof flag === "boolean") &&
    [summary.name, name, loraPath].every((text) => text === undefined || isText(text)) &&
    (settings === undefined || isRecord(settings)) &&
    modifiedAt instanceof Date &&
    !Number.isNaN(modifiedAt.getTime())
  );
}

function isCompanion(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { path, realPath, kind, architecture, bases } = value;
  return (
    [path, realPath, architecture].every(isText) &&
    (kind === "adapter" || kind === "projector") &&
    Array.isArray(bases) &&
    bases.every(isText)
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
