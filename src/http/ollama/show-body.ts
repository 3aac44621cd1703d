import { z } from "zod";
import type { ModelDescription, ModelListing } from "../../service/shimmy-service.ts";
import { MODEL_DETAILS, modelDetails } from "./model-details.ts";
import { writeModelfile } from "./write-modelfile.ts";

/** Answer of `POST /api/show`. */
export const MODEL_SHOWN = z.object({
  license: z.string().optional(),
  modelfile: z.string().describe("The model in the form of Ollama's Modelfile, by its name."),
  parameters: z.string().optional().describe("Options of an alias or of the model, one a line."),
  template: z.string().describe("Jinja text of the chat template; empty where the file has none."),
  template_source: z
    .string()
    .optional()
    .describe(
      "Where the template in force comes from: override, file, family:NAME for one of Shimmy's by the model's vocabulary or architecture, fallback:chatml.",
    ),
  system: z.string().optional().describe("Instruction of an alias or of the model."),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).optional(),
  details: MODEL_DETAILS,
  model_info: z
    .record(z.string(), z.unknown())
    .describe(
      "Metadata of the file; long texts are null, and so are long lists unless `verbose` asks for them.",
    ),
  capabilities: z.array(z.enum(["completion", "tools", "thinking", "insert", "embedding"])),
  modified_at: z.string(),
});

/** What a model's file and its alias tell. */
export function showBody(
  { metadata, template, templateSource, capabilities, license, embeddingLength }: ModelDescription,
  listing: ModelListing,
): z.output<typeof MODEL_SHOWN> {
  const settings = listing.alias ?? listing.settings;
  const parameters = parameterLines(settings?.parameters ?? {});
  return {
    ...(license !== undefined && { license }),
    modelfile: writeModelfile(listing),
    ...(parameters.length > 0 && { parameters: parameters.join("\n") }),
    template,
    ...(templateSource !== undefined && { template_source: templateSource }),
    ...(settings?.system !== undefined && { system: settings.system }),
    ...(settings?.messages?.length && {
      messages: settings.messages.map(({ role, content }) => ({ role, content })),
    }),
    details: { ...modelDetails(listing), ...(embeddingLength > 0 && { embedding_length: embeddingLength }) },
    model_info: {
      ...Object.fromEntries(Object.entries(metadata).map(([key, value = null]) => [key, value])),
      "general.parameter_count": listing.parameterCount,
    },
    capabilities: [...capabilities],
    modified_at: listing.modifiedAt.toISOString(),
  };
}

const NAME_WIDTH = 30;

/** One line for each value, as `ollama show --parameters` prints them. */
function parameterLines(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one: unknown) => `${name.padEnd(NAME_WIDTH)} ${JSON.stringify(one)}`,
    ),
  );
}
