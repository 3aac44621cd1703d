import { counted, printable } from "../format.ts";
import { number, record, records, text } from "../server-client/json.ts";

type Shown = Readonly<Record<string, unknown>>;
type Section = readonly [title: string, lines: readonly string[]];

const NAME_WIDTH = 20;
/** Lines of a licence or a prompt that are shown; the flags print the whole. */
const LINES_SHOWN = 3;

/** A model for people, from the answer of `POST /api/show`. */
export function describeShownModel(shown: Shown): string {
  const sections: readonly Section[] = [
    ["Model", modelLines(shown)],
    ["Capabilities", Array.isArray(shown.capabilities) ? shown.capabilities.map(String) : []],
    ["Parameters", linesOf(shown.parameters)],
    ["System", beginning(linesOf(shown.system), "--system")],
    ["Messages", records(shown.messages).map(({ role, content }) => `${text(role)}: ${text(content)}`)],
    ["Template", templateLines(shown)],
    ["License", beginning(linesOf(shown.license), "--license")],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${printable(line)}\n`).join("")}`)
    .join("\n");
}

function modelLines({ details, model_info: info }: Shown): readonly string[] {
  const { family, parameter_size, quantization_level, context_length, embedding_length, parent_model } =
    record(details);
  const facts: readonly (readonly [string, unknown])[] = [
    ["alias of", parent_model],
    ["name in the file", record(info)["general.name"]],
    ["architecture", family],
    ["parameters", parameter_size],
    ["quantization", quantization_level],
    ["context length", context_length],
    ["embedding length", embedding_length],
  ];
  return facts
    .map(([name, value]) => [name, text(value) ?? number(value)?.toString() ?? ""] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => name.padEnd(NAME_WIDTH) + value);
}

/** Of a model whose file has no template: the one that is used instead, such as for Ollama's, whose own are not run. */
function templateLines({ template, template_source: source }: Shown): readonly string[] {
  const lines = linesOf(template);
  const [only = ""] = lines;
  if (lines.length === 1 && /^[a-z0-9]+$/.test(only))
    return [`Shimmy's own for ${only}, by the settings or the model's store`];
  if (lines.length > 0) return beginning(lines, "--template");
  const family = /^family:(.+)$/.exec(text(source) ?? "")?.[1];
  if (family !== undefined)
    return [`none that can be used; Shimmy's own for ${family} by the model's vocabulary`];
  if (source !== "fallback:chatml") return [];
  return ["none that can be used, and nothing shows the form: Shimmy's own for chatml"];
}

function linesOf(value: unknown): readonly string[] {
  const lines = (text(value) ?? "").split(/\r?\n/).map((line) => line.trimEnd());
  return lines.filter((line) => line !== "");
}

function beginning(lines: readonly string[], flag: string): readonly string[] {
  const rest = lines.length - LINES_SHOWN;
  return rest <= 0 ? lines : [...lines.slice(0, LINES_SHOWN), `… ${counted(rest, "more line")}: ${flag}`];
}
