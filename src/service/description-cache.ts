import type { ModelEntry } from "../models/registry/model-entry.ts";
import { type DescribeOptions, describeModel, type ModelDescription } from "./describe-model.ts";

/** Descriptions that are kept; the least lately asked for goes first. */
const MAX_KEPT = 64;

/** Descriptions of models whose files did not change since, as clients ask for them again and again. */
export class DescriptionCache {
  private readonly kept = new Map<string, Promise<ModelDescription>>();

  /** As {@link describeModel}. */
  async describe(entry: ModelEntry, options: DescribeOptions = {}): Promise<ModelDescription> {
    // a vocabulary is some megabytes, and seldom asked for
    if (options.isVerbose === true) return await describeModel(entry, options);
    const { alias, settings } = entry;
    const { path, sizeBytes, modifiedAt } = alias?.model ?? entry;
    const key = JSON.stringify([
      path,
      sizeBytes,
      modifiedAt,
      alias?.template,
      alias?.license,
      settings?.template,
      settings?.license,
    ]);
    const description = this.kept.get(key) ?? describeModel(entry);
    this.kept.delete(key);
    this.kept.set(key, description);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    try {
      return { ...(await description), entry };
    } catch (error) {
      if (this.kept.get(key) === description) this.kept.delete(key);
      throw error;
    }
  }
}
