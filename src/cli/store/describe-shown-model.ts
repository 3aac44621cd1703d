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
    ["Template", beginning(linesOf(shown.template), "--template")],
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

function linesOf(value: unknown): readonly string[] {
  const lines = (text(value) ?? "").split(/\r?\n/).map((line) => line.trimEnd());
  return lines.filter((line) => line !== "");
}

function beginning(lines: readonly string[], flag: string): readonly string[] {
  const rest = lines.length - LINES_SHOWN;
  return rest <= 0 ? lines : [...lines.slice(0, LINES_SHOWN), `… ${counted(rest, "more line")}: ${flag}`];
}
