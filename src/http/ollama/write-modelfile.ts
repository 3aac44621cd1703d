import type { ModelListing } from "../../service/shimmy-service.ts";

/**
 * A model as a Modelfile, which makes the same alias again: a template that its file brings is not said, as an alias with one of its
 * own has an engine of its own. An adapter has its strength behind its name, in Shimmy's own way.
 * https://github.com/ollama/ollama/blob/main/docs/modelfile.md
 */
export function writeModelfile({
  name,
  alias,
  settings: brought,
}: Pick<ModelListing, "name" | "alias" | "settings">): string {
  const settings = alias ?? brought;
  return [
    `FROM ${alias?.base ?? name}`,
    ...(alias?.template === undefined ? [] : [`TEMPLATE ${fenced(alias.template)}`]),
    ...(settings?.system === undefined ? [] : [`SYSTEM ${fenced(settings.system)}`]),
    ...(alias?.adapters ?? []).map((adapter) => `ADAPTER ${adapter.name} ${adapter.scale}`),
    ...Object.entries(settings?.parameters ?? {}).flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one: unknown) => `PARAMETER ${key} ${written(one)}`),
    ),
    ...(settings?.messages ?? []).map(({ role, content }) => `MESSAGE ${role} ${fenced(content)}`),
    ...(settings?.license === undefined ? [] : [`LICENSE ${fenced(settings.license)}`]),
    "",
  ].join("\n");
}

/** Nothing in a Modelfile is escaped. */
function written(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^"|[\r\n]/u.test(value) ? fenced(value) : `"${value}"`;
}

function fenced(text: string): string {
  return `"""${text}"""`;
}
