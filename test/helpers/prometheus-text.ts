/** One line of figures. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A page of Prometheus' text format. */
export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The figure of a name with exactly these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const TYPES = ["counter", "gauge", "histogram", "summary", "untyped"];
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)",?/y;

/**
 * Reads Prometheus' text format strictly: every figure must belong to a family that was described and
 * typed before it. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith("\n")) throw new Error("the last line must end");
  const types = new Map<string, string>();
  const described = new Set<string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [mark, kind, name = "", ...rest] = line.split(" ");
    if (mark === "#" && kind === "HELP") described.add(name);
    else if (mark === "#" && kind === "TYPE") types.set(name, checkedType(rest.join(" ")));
    else samples.push(parseSample(line));
  }
  for (const { name } of samples) {
    const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
    if (!types.has(family) || !described.has(family)) throw new Error(`${name} belongs to no family`);
  }
  return {
    types,
    samples,
    value: (name, labels = {}) =>
      samples.find((sample) => sample.name === name && sameLabels(sample.labels, labels))?.value,
  };
}

function checkedType(type: string): string {
  if (!TYPES.includes(type)) throw new Error(`there is no type ${type}`);
  return type;
}

function parseSample(line: string): Sample {
  const [, name = "", labelText = "", valueText = ""] = SAMPLE.exec(line) ?? [];
  const value = valueText === "+Inf" ? Number.POSITIVE_INFINITY : Number(valueText);
  if (name === "" || (Number.isNaN(value) && valueText !== "Nan")) throw new Error(`not a sample: ${line}`);
  return { name, labels: parseLabels(labelText, line), value };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let end = 0;
  for (const [label, key = "", value = ""] of text.matchAll(new RegExp(LABEL.source, "gy"))) {
    labels[key] = value;
    end += label.length;
  }
  if (end !== text.length) throw new Error(`not a list of labels: ${line}`);
  return labels;
}

function sameLabels(
  left: Readonly<Record<string, string>>,
  right: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
