import type { Setting, ValueForm } from "../setting.ts";
import { SETTINGS } from "../settings.ts";
import { toFileValue } from "../settled-settings.ts";
import { FILE_PLACEMENTS, FILE_SETTING_KEYS, FILE_TABLES, fileName } from "./file-places.ts";
import {
  DEFAULT_TEXTS,
  SECTION_SETTING_NAMES,
  SECTION_SETTINGS,
  SECTION_SWITCHES,
} from "./model-section-keys.ts";
import { OPTION_FORMS } from "./option-forms.ts";

/** JSON, as far as a schema needs it. */
export type JsonObject = { readonly [key: string]: unknown };

const TABLE_DESCRIPTIONS: Readonly<Record<(typeof FILE_TABLES)[number], string>> = {
  server: "Where Shimmy listens, and whom it answers.",
  discovery: "Where models are looked for.",
  pull: "Models fetched from Hugging Face and Ollama registries.",
  engine: "How models are loaded and computed.",
  speculation: "Whether and how tokens are proposed.",
  cache: "How prompts are kept for later requests.",
  lifecycle: "When models come into memory and leave it.",
  log: "What is logged.",
};

/** The JSON Schema of a configuration file, which editors complete and check by. https://json-schema.org/draft-07 */
export function configSchema(): JsonObject {
  const tables = FILE_TABLES.map((table) => [
    table,
    {
      description: TABLE_DESCRIPTIONS[table],
      ...closedObject(
        Object.fromEntries(
          FILE_SETTING_KEYS.filter((key) => FILE_PLACEMENTS[key].table === table).map((key) => [
            fileName(key),
            settingSchema(SETTINGS[key]),
          ]),
        ),
      ),
    },
  ]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of Shimmy",
    ...closedObject({
      ...Object.fromEntries(tables),
      models: {
        description: "Settings of single models, by name. What a flag or a variable sets wins over them.",
        type: "object",
        additionalProperties: sectionSchema(),
      },
      aliases: {
        description: "Further names of models, with defaults of their own.",
        type: "object",
        additionalProperties: aliasSchema(),
      },
    }),
  };
}

function sectionSchema(): JsonObject {
  const settings = [...SECTION_SETTING_NAMES].map(([name, key]) => {
    const { default: _, ...schema } = settingSchema(SECTION_SETTINGS[key]);
    return [name, schema];
  });
  const switches = Object.entries(SECTION_SWITCHES).map(([name, description]) => [
    name,
    { description, type: "boolean" },
  ]);
  return closedObject({
    ...defaultProperties(),
    ...Object.fromEntries(switches),
    ...Object.fromEntries(settings),
  });
}

function aliasSchema(): JsonObject {
  const model = { description: "the model that it stands for", type: "string", minLength: 1 };
  return {
    anyOf: [
      { type: "string", minLength: 1 },
      { ...closedObject({ model, ...defaultProperties() }), required: ["model"] },
    ],
  };
}

function defaultProperties(): JsonObject {
  const texts = Object.entries(DEFAULT_TEXTS).map(([name, description]) => [
    name,
    { description, type: "string", minLength: 1 },
  ]);
  const options = [...OPTION_FORMS].map(([name, { form }]) => [
    name,
    { description: "generation option for requests that leave it open", ...form },
  ]);
  return Object.fromEntries([...texts, ...options]);
}

function settingSchema(setting: Setting<unknown>): JsonObject {
  const form: ValueForm = setting.form ?? { type: "string" };
  const fallback = setting.secret === true ? undefined : toFileValue(setting, setting.fallback);
  const { allowed, fallbackText } = setting;
  // a list of the file is neither split at commas nor repeated
  const description =
    form.type === "array"
      ? setting.description.replaceAll(/, comma-separated|; repeatable/gu, "")
      : setting.description;
  const isPlain =
    form.enum !== undefined || form.type === "boolean" || form.type === "array" || form.minimum !== undefined;
  const details = [
    ...(isPlain ? [] : [allowed]),
    ...(fallbackText === undefined || form.type === "boolean" ? [] : [`default: ${fallbackText}`]),
  ];
  return {
    description: details.length === 0 ? description : `${description} (${details.join("; ")})`,
    ...form,
    ...(fallback !== undefined && { default: fallback }),
  };
}

function closedObject(properties: JsonObject): JsonObject {
  return { type: "object", properties, additionalProperties: false };
}
