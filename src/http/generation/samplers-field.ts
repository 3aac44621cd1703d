import { z } from "zod";
import { parseSamplerName } from "../../core/parse-sampler-name.ts";
import { SAMPLER_NAMES, type SamplerName } from "../../core/sampler-name.ts";

const MAX_NAME_LENGTH = 32;
const NAME_RULE = `must be one of ${SAMPLER_NAMES.join(", ")}`;

/** Order of the samplers, in any spelling that llama-server takes. */
export const SAMPLERS_FIELD = z
  .array(
    z
      .string(NAME_RULE)
      .max(MAX_NAME_LENGTH, NAME_RULE)
      .refine((name) => parseSamplerName(name) !== undefined, NAME_RULE),
  )
  .max(SAMPLER_NAMES.length)
  .refine((names) => new Set(names.map(parseSamplerName)).size === names.length, "names a sampler twice")
  .nullish()
  .describe(`Order of the samplers, of ${SAMPLER_NAMES.join(", ")}; those left out are off.`);

/** The order that a checked field asks for. */
export function toSamplers(names: z.output<typeof SAMPLERS_FIELD>): readonly SamplerName[] | undefined {
  return names?.map(parseSamplerName).filter((name) => name !== undefined);
}
