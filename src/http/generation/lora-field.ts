import { z } from "zod";
import type { AdapterScale } from "../../core/generation-options.ts";
import type { AdapterIdScale } from "../../service/shimmy-service.ts";
import { MAX_REQUEST_ADAPTERS } from "../http-limits.ts";

/** Strongest adapter that a request may ask for, either way. */
export const MAX_ADAPTER_SCALE = 100;

/** Longest name of an adapter in a request, in characters. */
export const MAX_ADAPTER_NAME_LENGTH = 256;

const SCALE_RULE = `must be a number from -${MAX_ADAPTER_SCALE} to ${MAX_ADAPTER_SCALE}`;
const ID_RULE = "must be the adapter's place in the model's list, from 0";

/** LoRA adapters of one request, as llama-server takes them, by name too. */
export const LORA_FIELD = z
  .array(
    z
      .object({
        id: z
          .number(ID_RULE)
          .int(ID_RULE)
          .min(0, ID_RULE)
          .nullish()
          .describe("Its place in the model's list."),
        name: z.string().min(1).max(MAX_ADAPTER_NAME_LENGTH).nullish().describe("Its name; wins over `id`."),
        scale: z
          .number(SCALE_RULE)
          .min(-MAX_ADAPTER_SCALE, SCALE_RULE)
          .max(MAX_ADAPTER_SCALE, SCALE_RULE)
          .nullish()
          .describe("Strength; 0 is off, the default is 1."),
      })
      .refine(({ id, name }) => typeof id === "number" || typeof name === "string", "needs a name or an id"),
  )
  .max(MAX_REQUEST_ADAPTERS)
  .nullish()
  .describe("LoRA adapters in force for this request; those left out are off.");

/** Adapters by name, and those that were named by their place. */
export interface RequestedAdapters {
  readonly adapters: readonly AdapterScale[] | undefined;
  readonly adapterIds: readonly AdapterIdScale[] | undefined;
}

/** What a checked field asks for; a name wins over an id. */
export function toAdapters(value: z.output<typeof LORA_FIELD>): RequestedAdapters {
  if (value === null || value === undefined) return { adapters: undefined, adapterIds: undefined };
  const adapters: AdapterScale[] = [];
  const adapterIds: AdapterIdScale[] = [];
  for (const { id, name, scale } of value) {
    if (typeof name === "string") adapters.push({ name, scale: scale ?? 1 });
    else if (typeof id === "number") adapterIds.push({ id, scale: scale ?? 1 });
  }
  return { adapters, adapterIds };
}
