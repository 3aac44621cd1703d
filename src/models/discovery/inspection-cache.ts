import type { FoundFile } from "./find-gguf-files.ts";
import type { ModelFiles } from "./group-shards.ts";
import { type Inspection, inspectModel } from "./inspect-model.ts";

/** Remembers what unchanged files turned out to be, so that searching a thousand models again is quick. */
export class InspectionCache {
  #current = new Map<string, CachedInspection>();
  #next = new Map<string, CachedInspection>();

  /** As {@link inspectModel}, from memory where no file of the model changed. */
  async inspect(files: ModelFiles): Promise<Inspection> {
    const fingerprint = fingerprintOf(files);
    const cached = this.#current.get(files.first.path);
    const inspection = cached?.fingerprint === fingerprint ? cached.inspection : await inspectModel(files);
    this.#next.set(files.first.path, { fingerprint, inspection });
    return inspection;
  }

  /** Forgets the files that were not asked for since the last call, which are gone. */
  endSearch(): void {
    this.#current = this.#next;
    this.#next = new Map();
  }
}

interface CachedInspection {
  readonly fingerprint: string;
  readonly inspection: Inspection;
}

function fingerprintOf({ first, further, missing }: ModelFiles): string {
  const part = (file: FoundFile): string => `${file.realPath}|${file.sizeBytes}|${file.modifiedAt.getTime()}`;
  return [...[first, ...further].map(part), ...missing].join("\n");
}
