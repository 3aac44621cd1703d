import { camelCase, toolObject } from "./known-tools.mjs";
import { capital, cities, date, madeUpWord, people } from "./tool-values.mjs";

const list = (text) => text.trim().split(/\s+/);
const verbs =
  list(`polish paint build mix scan print sort pack ship weigh fold wrap label clean repair rotate lift move
start stop open close freeze melt grind bake brew plant harvest measure tune test launch park fuel charge archive export
import merge split rename assign approve reject publish hide reveal encode decode compress sign verify count rank rate tag
inspect register cancel extend schedule deploy sync clone reset update create remove fetch get set add make calibrate
activate connect attach release reserve transfer adjust draw record spin stack shuffle trace`);
const nouns =
  list(`lantern widget rocket ticket badge crate parcel statue garden engine robot drone pump valve sensor mirror
ladder barrel basket carpet curtain boiler turbine ferry tram glider kettle oven quilt puzzle piano violin trumpet sculpture
ledger voucher coupon permit contract policy survey poll ballot report chart banner poster sticker stamp token cluster queue
bucket volume snapshot pipeline channel thread session profile account wallet shelf pallet locker gate bridge tunnel harbor
beacon antenna satellite telescope microscope sample specimen recipe menu batch order shipment fleet vehicle wagon anchor
lamp fountain hedge greenhouse beehive aquarium fence roof chimney window invoice playlist camera`);
const stringKeys =
  list(`label target owner zone key tag title region channel group alias prefix source name customer user
city material flavor code recipient author topic brand supplier destination project site text comment reason category
first_name last_name user_name item_name due_date start_date file_name team_id device_id serial`);
const integerKeys =
  list(`count level limit size depth index port priority retries width height quantity rounds floor page
year age rows max_items item_count batch_size number units speed_limit seat_number duration copies`);
const numberKeys = list(
  "ratio factor scale threshold rate weight price amount length radius temperature volume speed score",
);
const booleanKeys = list(
  "force verbose dry_run enabled recursive public urgent silent notify overwrite fragile express gift",
);
const enums = [
  ["mode", "fast slow auto"],
  ["size", "small medium large"],
  ["quality", "low medium high"],
  ["color", "red green blue black"],
  ["shape", "round square oval"],
  ["format", "json xml csv pdf"],
  ["level", "debug info warn error"],
  ["direction", "left right up down"],
  ["priority", "low normal high"],
  ["material", "wood steel glass"],
  ["state", "on off idle"],
  ["season", "spring summer autumn winter"],
  ["day", "monday friday sunday"],
  ["plan", "free basic pro"],
];

const human = (key) => key.replaceAll("_", " ");

function stringValue(random) {
  switch (random.integer(0, 6)) {
    case 0:
      return random.pick(people);
    case 1:
      return random.pick(cities);
    case 2:
      return `${madeUpWord(random)}-${random.integer(1, 99)}`;
    case 3:
      return `${random.pick(["A", "B", "C", "X", "Z"])}${random.integer(1, 9999)}`;
    case 4:
      return date(random);
    case 5:
      return `${random.pick(nouns)} ${madeUpWord(random)}`;
    default:
      return random.chance(0.5) ? madeUpWord(random) : capital(madeUpWord(random));
  }
}

function inventParam(random) {
  const kind = random.next();
  const odd = random.chance(0.15) ? madeUpWord(random) : undefined;
  if (kind < 0.45) {
    return {
      key: odd ?? random.pick(stringKeys),
      schema: { type: "string" },
      make: () => stringValue(random),
    };
  }
  if (kind < 0.68) {
    const make = () => random.integer(1, random.pick([10, 100, 5000, 99999]));
    return { key: odd ?? random.pick(integerKeys), schema: { type: "integer" }, make };
  }
  if (kind < 0.78) {
    const make = () => random.integer(1, 2000) / random.pick([1, 10, 100]);
    return { key: odd ?? random.pick(numberKeys), schema: { type: "number" }, make };
  }
  if (kind < 0.88) {
    return { key: random.pick(booleanKeys), schema: { type: "boolean" }, make: () => random.chance(0.6) };
  }
  const [key, text] = random.pick(enums);
  const choices = random.chance(0.2)
    ? [1, 2, 3].map(() => madeUpWord(random))
    : random.shuffle(text.split(" "));
  return { key: odd ?? key, schema: { type: "string", enum: choices }, make: () => random.pick(choices) };
}

function mention(random, key, value) {
  const name = human(key);
  if (typeof value === "boolean" && random.chance(0.4)) {
    return random.pick([`${name} ${value ? "on" : "off"}`, `${name} ${value ? "yes" : "no"}`]);
  }
  const text = typeof value === "string" && random.chance(0.2) ? `"${value}"` : String(value);
  return random.pick([
    `${name} ${text}`,
    `${name} ${text}`,
    `${name} = ${text}`,
    `${name}: ${text}`,
    `${name} is ${text}`,
    `${text} as ${name}`,
    `${key}=${text}`,
    `the ${name} ${text}`,
    `${name} set to ${text}`,
  ]);
}

const a = (noun) => `${/^[aeio]/.test(noun) ? "an" : "a"} ${noun}`;

function phrase(random, verb, noun, name, details) {
  const Verb = capital(verb);
  if (details === "") {
    return random.pick([
      `${Verb} the ${noun}.`,
      `Please ${verb} the ${noun} now.`,
      `I want you to ${verb} the ${noun}.`,
      `Can you ${verb} my ${noun}?`,
      `Call ${name}.`,
      `Run ${name}`,
      `Time to ${verb} the ${noun}.`,
      `Use ${name} please.`,
    ]);
  }
  return random.pick([
    `${Verb} the ${noun} with ${details}.`,
    `${Verb} the ${noun}, ${details}`,
    `${Verb} ${a(noun)}: ${details}`,
    `Please ${verb} the ${noun} (${details}).`,
    `I need to ${verb} ${a(noun)} with ${details}.`,
    `Use ${name} with ${details}.`,
    `Call ${name} with ${details}`,
    `Call the tool ${name}: ${details}`,
    `Run ${name}, ${details}`,
    `Can you ${verb} the ${noun} for me? ${details}.`,
    `${capital(noun)}: ${verb} it, ${details}.`,
    `Time to ${verb} our ${noun}, ${details}.`,
    `I want you to ${verb} my ${noun} using ${details}.`,
    `With ${details}, ${verb} the ${noun}.`,
    `We must ${verb} the ${noun} now. ${details}`,
    `The ${noun} is waiting, ${verb} it with ${details}.`,
  ]);
}

const dataMakers = {
  id: (random) => random.integer(100, 99999),
  result: (random) => madeUpWord(random),
  state: (random) => random.pick(["ready", "running", "finished", "queued", "open"]),
  total: (random) => random.integer(1, 5000),
  code: (random) => `${madeUpWord(random).toUpperCase()}${random.integer(1, 99)}`,
  place: (random) => random.pick(cities),
  owner: (random) => random.pick(people),
  seconds: (random) => random.integer(1, 600),
};

/**
 * A wholly invented tool, whose call can be read off the request by copying.
 * @param {{verb?: string, noun?: string}} like a verb or noun to share with another invented tool
 */
export function drawInvented(random, like = {}) {
  const verb = like.verb ?? (random.chance(0.12) ? madeUpWord(random) : random.pick(verbs));
  const noun = like.noun ?? (random.chance(0.25) ? madeUpWord(random) : random.pick(nouns));
  const style = random.next();
  let name = `${verb}_${noun}`;
  if (style > 0.6) name = camelCase(name);
  if (style > 0.85) name = `${noun}_${verb}`;
  if (style > 0.93) name = `${verb}-${noun}`;
  const params = [];
  const wanted = random.pick([0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
  while (params.length < wanted) {
    const param = inventParam(random);
    if (!params.some((other) => other.key === param.key)) params.push(param);
  }
  const optional = params.length > 1 && random.chance(0.2) ? params[params.length - 1] : undefined;
  const describe = random.chance(0.15);
  const properties = {};
  for (const { key, schema } of params) {
    properties[key] = describe ? { ...schema, description: `The ${human(key)}` } : schema;
  }
  const required = params.filter((param) => param !== optional).map((param) => param.key);
  const about = random.pick([
    `${capital(verb)} ${a(noun)}.`,
    `${capital(verb)} the ${noun}`,
    `Tool to ${verb} ${a(noun)}.`,
  ]);
  const ask = () => {
    const used = params.filter((param) => param !== optional || random.chance(0.4));
    const values = Object.fromEntries(used.map(({ key, make }) => [key, make()]));
    const told = random.chance(0.3) ? random.shuffle(used) : used;
    const parts = told.map(({ key }) => mention(random, key, values[key]));
    const last = parts.length > 1 && random.chance(0.6) ? ` and ${parts.pop()}` : "";
    let request = phrase(random, verb, noun, name, parts.join(", ") + last);
    const [first] = used;
    if (used.length === 1 && typeof values[first.key] !== "boolean" && random.chance(0.3)) {
      request = random.pick([
        `${capital(verb)} the ${noun} ${values[first.key]}.`,
        `Please ${verb} ${noun} ${values[first.key]}`,
        `${capital(verb)} ${noun} ${values[first.key]}`,
      ]);
    }
    return { request, call: { name, arguments: values }, values };
  };
  return {
    group: `${verb} ${noun}`,
    verb,
    noun,
    tool: toolObject(random, name, about, properties, required),
    ask,
    outcome: () => {
      const keys = random.shuffle(Object.keys(dataMakers)).slice(0, random.integer(1, 2));
      const data = Object.fromEntries(keys.map((key) => [key, dataMakers[key](random)]));
      const parts = keys.map((key) => `the ${key} is ${data[key]}`);
      return {
        data,
        say: random.chance(0.5) ? `Done: ${parts.join(" and ")}.` : `${capital(parts.join(" and "))}.`,
      };
    },
  };
}
