// node scripts/write-reference.mjs [--check]: writes the generated parts of docs/reference/ from the built program, or
// tells which of them are stale. Prose stands between the parts and is left alone.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, "docs", "reference");
const program = path.join(root, "dist", "bin.js");
/** A part: its name in the opening mark, then everything up to the closing one. */
const PART = /(<!-- generated: (?<name>[\w: -]+?) -->\n)[\s\S]*?(<!-- end of generated -->)/g;

if (!existsSync(program)) {
  console.error("Nothing is built yet: run npm run build first.");
  process.exit(1);
}
const fromBuild = async (file) => await import(pathToFileURL(path.join(root, "dist", file)).href);
const { SETTINGS, SETTING_KEYS } = await fromBuild("config/settings.js");
const { configSchema } = await fromBuild("config/file/config-schema.js");
const { FILE_PLACEMENTS, qualifiedName } = await fromBuild("config/file/file-places.js");
const { ERROR_CATALOGUE } = await fromBuild("core/errors.js");
const { requestTables, sharedTables } = await fromBuild("http/compatibility/compatibility-tables.js");
const { DEFAULT_GENERATION_OPTIONS, GENERATION_NUMBER_RULES } = await fromBuild("core/generation-options.js");

const WRITERS = {
  settings: writeSettings,
  errors: writeErrors,
  "generation options": writeGenerationOptions,
  "model keys": writeModelKeys,
  compatibility: writeCompatibility,
  help: (command) => ["```text", help(command), "```"].join("\n"),
};

const isCheck = process.argv.includes("--check");
const stale = [];
for (const name of readdirSync(folder).filter((file) => file.endsWith(".md"))) {
  const file = path.join(folder, name);
  const before = readFileSync(file, "utf8");
  const after = before.replace(PART, (_, open, part, close) => `${open}\n${write(part)}\n\n${close}`);
  if (after === before) continue;
  stale.push(name);
  if (!isCheck) writeFileSync(file, after);
}
refreshSchema();
if (stale.length > 0) console.log(`${isCheck ? "Stale" : "Written"}: ${stale.join(", ")}`);
if (isCheck && stale.length > 0) {
  console.error("Run npm run build, then node scripts/write-reference.mjs.");
  process.exit(1);
}

function write(part) {
  const [kind, subject] = part.split(": ");
  const writer = WRITERS[kind];
  if (writer === undefined) throw new Error(`There is no generated part "${part}".`);
  return writer(subject);
}

/** The JSON Schema stands alone, so that editors can take it. */
function refreshSchema() {
  const name = "shimmy.schema.json";
  const file = path.join(folder, name);
  const text = `${JSON.stringify(configSchema(), null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  stale.push(name);
  if (!isCheck) writeFileSync(file, text);
}

/** Keys of a model's section: what each is comes from the schema, so that both tell the same. */
function writeModelKeys() {
  const { properties } = configSchema().properties.models.additionalProperties;
  const rows = Object.entries(properties).map(
    ([name, { description, type, minimum, maximum, enum: words }]) => {
      const kind = [type].flat().join(" or ");
      const range = minimum === undefined ? "" : ` from ${minimum} to ${maximum}`;
      return [`\`${name}\``, description, words === undefined ? `${kind}${range}` : words.join(", ")];
    },
  );
  return table(["Key", "What it does", "Allowed"], rows);
}

function writeSettings() {
  const rows = SETTING_KEYS.map((key) => {
    const { flag, environment, placeholder, description, allowed } = SETTINGS[key];
    const shown = placeholder === undefined ? flag : `${flag} <${placeholder}>`;
    const placement = FILE_PLACEMENTS[key];
    const inFile = placement === undefined ? "" : `\`${qualifiedName(key)}\``;
    const effect =
      { live: "at once", load: "at the next load", restart: "at a restart" }[placement?.effect] ?? "";
    const texts = [description, allowed, defaultText(SETTINGS[key]), effect];
    return [`\`${shown}\``, `\`${environment}\``, inFile, ...texts];
  });
  const titles = ["Flag", "Variable", "In the file", "What it does", "Allowed", "Default", "A change counts"];
  return table(titles, rows);
}

function defaultText({ fallback, fallbackText }) {
  if (fallbackText !== undefined) return fallbackText;
  if (fallback === false) return "off";
  return fallback === undefined || Array.isArray(fallback) ? "none" : String(fallback);
}

function writeErrors() {
  const rows = Object.entries(ERROR_CATALOGUE).map(([code, entry]) => [
    `[\`${code}\`](../guides/troubleshooting.md#${code})`,
    String(entry.status),
    `\`${entry.openaiType}\``,
    `\`${entry.anthropicType}\`${entry.anthropicStatus === undefined ? "" : `, ${entry.anthropicStatus}`}`,
  ]);
  return table(["Code", "HTTP status", "OpenAI `type`", "Anthropic `type`"], rows);
}

function writeGenerationOptions() {
  const rows = Object.entries(GENERATION_NUMBER_RULES).map(([name, { min, max, integer }]) => [
    `\`${name}\``,
    `${integer ? "whole number" : "number"} from ${min} to ${max}`,
    name === "seed" ? "random" : String(DEFAULT_GENERATION_OPTIONS[name] ?? "off"),
  ]);
  return table(["Option", "Allowed", "Default"], rows);
}

function writeCompatibility() {
  const requests = requestTables().map((each) => compatibilityTable(each, "It also takes the fields under"));
  const shared = sharedTables().map((each) => compatibilityTable(each, "Fields of"));
  return [...requests, ...shared].join("\n\n");
}

function compatibilityTable({ title, related, rows }, lead) {
  const links = related.map((other) => `[${other}](#${anchorOf(other)})`).join(", ");
  const lines = rows.map(({ field, support, note }) => [`\`${field}\``, support, note]);
  return [
    `## ${title}`,
    ...(related.length > 0 ? [`${lead} ${links}.`] : []),
    table(["Field", "Support", "What it does"], lines),
  ].join("\n\n");
}

/** The anchor of a heading, as code hosts make it. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function help(command) {
  const args = command === "shimmy" ? ["--help"] : [command, "--help"];
  return execFileSync(process.execPath, [program, ...args], { encoding: "utf8" }).trimEnd();
}

function table(titles, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
