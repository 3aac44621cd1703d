import { pythonJson } from "../../render.mjs";
import { drawFields, joined, sayFields } from "./json-fields.mjs";
import { fieldKinds, listPools, sentences } from "./json-words.mjs";
import { capital, madeUpWord } from "./tool-values.mjs";

const lines = (text) => text.trim().split("\n");

const objectAsks = lines(`
Give me a JSON object with {pairs}
Give me a JSON object with {pairs}.
Give me JSON with {pairs}
Make a JSON object with {pairs}.
Write a JSON object: {pairs}
Create JSON with {pairs}
Return a JSON object that has {pairs}.
I need a JSON object with {pairs}.
{pairs}, as JSON please
{pairs} as JSON
Turn this into JSON: {pairs}
Convert to JSON: {pairs}
Put {pairs} into a JSON object.
Build me an object in JSON with {pairs}.
JSON object, {pairs}
Show {pairs} as a JSON object.
Please format as JSON: {pairs}
Write {pairs} in JSON.
Produce valid JSON with {pairs}.
Only JSON please: {pairs}
How does a JSON object with {pairs} look?
Encode {pairs} as JSON.
Answer with a JSON object holding {pairs}.`);

function plainObject(random) {
  const fields = drawFields(random, random.pick([1, 2, 2, 2, 3, 3, 4]));
  return [
    random.pick(objectAsks).replace("{pairs}", () => sayFields(random, fields)),
    Object.fromEntries(fields),
  ];
}

function fromLines(random) {
  const fields = drawFields(random, random.integer(2, 4));
  const sign = random.pick([": ", "=", " = ", ": "]);
  const text = fields.map(([key, value]) => `${key}${sign}${value}`).join("\n");
  const ask = random.pick([
    "Make JSON from this:",
    "As JSON:",
    "Convert these lines to JSON:",
    "Turn into a JSON object:",
    "To JSON:",
  ]);
  return [`${ask}\n${text}`, Object.fromEntries(fields)];
}

function fromRow(random) {
  const fields = drawFields(random, random.integer(2, 4));
  const head = fields.map(([key]) => key).join(",");
  const row = fields.map(([, value]) => (value === null ? "null" : value)).join(",");
  const ask = random.pick([
    "Convert this CSV to JSON:",
    "CSV to a JSON object:",
    "Make a JSON object of this table row:",
  ]);
  return [`${ask}\n${head}\n${row}`, Object.fromEntries(fields)];
}

function filledForm(random) {
  const fields = drawFields(random, random.integer(2, 3));
  const empty = Object.fromEntries(fields.map(([key, value]) => [key, typeof value === "number" ? 0 : ""]));
  const ask = random.pick([
    "Fill in {form} with {pairs}.",
    "Complete this JSON: {form} Values: {pairs}",
    "Use the form {form} and put in {pairs}.",
  ]);
  const request = ask
    .replace("{form}", () => pythonJson(empty))
    .replace("{pairs}", () => sayFields(random, fields));
  return [request, Object.fromEntries(fields)];
}

/** A sentence and the fields in it: [kind, key, value]. */
function drawSentence(random) {
  const fields = [];
  const sentence = random.pick(sentences).replace(/\{(\w+)\}/g, (_all, kind) => {
    const [keys, make] = fieldKinds[kind];
    const value = make(random);
    const free = keys.filter((key) => !fields.some((field) => field[0] === key));
    fields.push([random.chance(0.6) && free.includes(keys[0]) ? keys[0] : random.pick(free), value]);
    return String(value);
  });
  return [sentence, fields];
}

const extractAsks = lines(`
Extract {keys} as JSON: {text}
Extract {keys} from this text as JSON: "{text}"
{text} Give me {keys} as JSON.
Make a JSON object with the keys {keys} from this: {text}
Read this and answer in JSON with {keys}: {text}
JSON with {keys} for: {text}
From the text "{text}" take {keys} and write JSON.
Text: {text} Keys: {keys}
{text} Put {keys} into JSON.
Find {keys} in this sentence and return JSON: {text}
Get {keys} out of "{text}" as a JSON object.
What are {keys} here? Answer in JSON. {text}
Parse this into JSON with {keys}: {text}
Summarize as JSON ({keys}): {text}`);

function extraction(random) {
  const [sentence, fields] = drawSentence(random);
  let wanted = random.chance(0.3) ? random.shuffle(fields) : fields;
  if (wanted.length > 1 && random.chance(0.35)) wanted = wanted.slice(0, -1);
  if (random.chance(0.08)) {
    const missing = random.pick(["phone", "email", "nickname", "address"]);
    if (!fields.some(([key]) => key === missing) && !sentence.includes("@"))
      wanted = [...wanted, [missing, null]];
  }
  const quoted = random.chance(0.15);
  const keys = joined(
    random,
    wanted.map(([key]) => (quoted ? `"${key}"` : key)),
  );
  const request = random
    .pick(extractAsks)
    .replace("{keys}", () => keys)
    .replace("{text}", () => sentence);
  return [request, Object.fromEntries(wanted)];
}

function bySchema(random) {
  const [sentence, fields] = drawSentence(random);
  const properties = Object.fromEntries(
    fields.map(([key, value]) => {
      const number = Number.isInteger(value) ? "integer" : "number";
      return [key, { type: typeof value === "number" ? number : "string" }];
    }),
  );
  const schema = { type: "object", properties };
  if (random.chance(0.5)) schema.required = fields.map(([key]) => key);
  const system = `${random.pick(["Answer with JSON that matches this schema:", "Use this JSON schema:", "Reply in JSON with the schema"])} ${pythonJson(schema)}`;
  const value = Object.fromEntries(fields);
  return random.chance(0.6) ? [sentence, value, system] : [`${sentence}\n${system}`, value];
}

function drawList(random) {
  const name = random.pick(Object.keys(listPools));
  const count = random.integer(1, 5);
  if (random.chance(0.25)) {
    return [
      random.pick(["numbers", "values", "scores", "sizes"]),
      Array.from({ length: count + 1 }, () => random.integer(0, 500)),
    ];
  }
  if (random.chance(0.15)) return ["words", Array.from({ length: count + 1 }, () => madeUpWord(random))];
  return [name, random.shuffle(listPools[name]).slice(0, count + 1)];
}

const arrayAsks = lines(`
Make a JSON array of {list}
Give me a JSON array with {list}.
JSON array: {list}
Write {list} as a JSON array.
Write the {name} {list} as a JSON list.
Turn this list into JSON: {list}
The {name} are {list}. Give them as a JSON array.
List as JSON: {list}
Put {list} into a JSON array.
{list} as a JSON array please
Convert these {name} to a JSON array: {list}
Return the {name} {list} as JSON array.`);

function array(random) {
  const [name, values] = drawList(random);
  const request = random
    .pick(arrayAsks)
    .replace("{name}", name)
    .replace("{list}", () => joined(random, values));
  return [request, values];
}

function arrayUnderKey(random) {
  const [name, values] = drawList(random);
  const ask = random.pick([
    "Give me a JSON object with the key {name} and the list {list}.",
    "JSON with {name}: {list}",
    "Make a JSON object where {name} is the array {list}.",
    "Object in JSON, key {name}, values {list}",
    "Put the {name} {list} into a JSON object under {name}.",
  ]);
  const request = ask.replaceAll("{name}", name).replace("{list}", () => joined(random, values));
  return [request, { [name]: values }];
}

function objectAndArray(random) {
  const [field] = drawFields(random, 1);
  const [name, values] = drawList(random);
  if (field[0] === name) return arrayUnderKey(random);
  const request = `${random.pick(["JSON object with", "Give me JSON with", "Make a JSON object with"])} ${sayFields(random, [field])} and the ${name} ${joined(random, values)}`;
  return [request, { [field[0]]: field[1], [name]: values }];
}

function range(random) {
  const from = random.integer(0, 20);
  const step = random.pick([1, 1, 1, 1, -1]);
  const length = random.integer(3, 8);
  const values = Array.from({ length }, (_unused, index) => from + (step > 0 ? index : length - 1 - index));
  const ends = `${values[0]} to ${values[length - 1]}`;
  return [
    random.pick([
      `The numbers from ${ends} as a JSON array`,
      `JSON array with the numbers ${ends}`,
      `Count from ${ends} in a JSON list.`,
    ]),
    values,
  ];
}

function nested(random) {
  const outer = random.pick([
    "user",
    "person",
    "order",
    "book",
    "address",
    "config",
    "data",
    "car",
    "customer",
    "result",
  ]);
  const inner = drawFields(random, random.integer(1, 3));
  if (random.chance(0.6)) {
    const ask = random.pick([
      "Give me a JSON object with a {outer} that has {pairs}.",
      "JSON with the key {outer}: an object with {pairs}",
      "Make a nested JSON object: {outer} contains {pairs}",
      "Put {pairs} under the key {outer} in JSON.",
      "A JSON object {outer} inside an object, with {pairs}",
    ]);
    const request = ask.replace("{outer}", outer).replace("{pairs}", () => sayFields(random, inner));
    return [request, { [outer]: Object.fromEntries(inner) }];
  }
  const [[key, value]] = drawFields(random, 1)
    .filter(([name]) => name !== outer)
    .concat([["id", random.integer(1, 999)]]);
  const ask = random.pick([
    "JSON object with {first} and a nested {outer} with {pairs}",
    "Make JSON: {first}, and {outer} as an object with {pairs}",
  ]);
  const request = ask
    .replace("{first}", () => sayFields(random, [[key, value]]))
    .replace("{outer}", outer)
    .replace("{pairs}", () => sayFields(random, inner));
  return [request, { [key]: value, [outer]: Object.fromEntries(inner) }];
}

function objectList(random) {
  const people = random.shuffle(listPools.names).slice(0, random.integer(2, 3));
  const rows = people.map((name) => ({ name, age: random.integer(1, 99) }));
  const text = joined(
    random,
    rows.map(({ name, age }) => random.pick([`${name} is ${age}`, `${name} is ${age}`, `${name} (${age})`])),
  );
  const ask = random.pick([
    "Make a JSON array of objects with name and age: {text}",
    "{text}. Give me a JSON list with name and age.",
    "As a JSON array with the keys name and age: {text}",
    "List these people in JSON with name and age: {text}",
  ]);
  return [ask.replace("{text}", () => text), rows];
}

function verdict(random) {
  const a = random.integer(1, 20);
  const b = random.integer(1, 20);
  return random.pick([
    [`Add ${a} and ${b} and answer in JSON with the key sum.`, { sum: a + b }],
    [`What is ${a} + ${b}? Answer as JSON with the key result.`, { result: a + b }],
    [`Is ${a} greater than ${b}? Answer in JSON with the key answer, true or false.`, { answer: a > b }],
    [`Which is bigger, ${a} or ${b + 20}? JSON with the key bigger.`, { bigger: b + 20 }],
    [`Give me ${a} as JSON under the key value.`, { value: a }],
    ["Answer yes in JSON with the key answer.", { answer: "yes" }],
    ["Answer no in JSON with the key answer.", { answer: "no" }],
    ["Give me an empty JSON object.", {}],
    ["Give me an empty JSON array.", []],
    ["Say hello in JSON with the key message.", { message: "Hello!" }],
    ["Your name as JSON", { name: "shimmy-tiny" }],
    ["Who are you? Answer in JSON with the key name.", { name: "shimmy-tiny" }],
  ]);
}

function report(random) {
  const code = random.integer(100, 599);
  const message = random.pick([
    "not found",
    "bad request",
    "too many requests",
    "server stopped",
    "no such user",
    "file is missing",
  ]);
  return random.pick([
    [`Give me a JSON error with code ${code} and message ${message}`, { code, message }],
    [
      `A JSON error object: code ${code}, message "${message}", under the key error`,
      { error: { code, message } },
    ],
    [`JSON with ok false and error ${message}`, { ok: false, error: message }],
    [`Report success in JSON with ok true and code ${code}`, { ok: true, code }],
  ]);
}

function keysOrValues(random) {
  const fields = drawFields(random, random.integer(2, 4));
  const text = pythonJson(Object.fromEntries(fields));
  if (random.chance(0.5)) return [`Give me the keys of ${text} as a JSON array.`, fields.map(([key]) => key)];
  return [`Give me the values of ${text} as a JSON array.`, fields.map(([, value]) => value)];
}

/** A request that changes an object, and the object after it. */
export function change(random, object) {
  const kept = Object.keys(object);
  const [key, value] = drawFields(random, 1)[0];
  const old = random.pick(kept);
  if (random.chance(0.4) && !kept.includes(key)) {
    const ask = random.pick([
      `Add ${key} ${value}.`,
      `Add the key ${key} with the value ${value}`,
      `Also put in ${key}: ${value}`,
      `And ${key} ${value}`,
    ]);
    return [ask, { ...object, [key]: value }];
  }
  if (random.chance(0.4) && kept.length > 1) {
    const rest = Object.fromEntries(Object.entries(object).filter(([name]) => name !== old));
    return [
      random.pick([`Remove ${old}.`, `Without the ${old}`, `Delete the key ${old}`, `Leave out ${old}.`]),
      rest,
    ];
  }
  const fresh = typeof object[old] === "number" ? random.integer(1, 999) : capital(madeUpWord(random));
  return [
    random.pick([
      `Change ${old} to ${fresh}.`,
      `Set ${old} to ${fresh}`,
      `Now with ${old} ${fresh}`,
      `Make the ${old} ${fresh}.`,
    ]),
    { ...object, [old]: fresh },
  ];
}

function edited(random) {
  const object = Object.fromEntries(drawFields(random, random.integer(1, 3)));
  const [ask, value] = change(random, object);
  const text = pythonJson(object);
  return [random.pick([`Here is JSON: ${text} ${ask}`, `${text}\n${ask}`, `Take ${text}. ${ask}`]), value];
}

/** Kinds of requests with their weights; each gives [request, value, system message or undefined]. */
export const frames = [
  [26, plainObject],
  [4, fromLines],
  [3, fromRow],
  [3, filledForm],
  [24, extraction],
  [5, bySchema],
  [8, array],
  [4, arrayUnderKey],
  [3, objectAndArray],
  [2, range],
  [6, nested],
  [4, objectList],
  [4, verdict],
  [2, report],
  [2, keysOrValues],
  [3, edited],
];
