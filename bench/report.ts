import type { ServerName } from "./options.ts";
import { medianOfSamples, medianRatio, type Sample } from "./statistics.ts";

/** One figure of one server in one round. */
export interface Measurement {
  /** What the rows of a table are about, for example `8 clients`. */
  readonly group: string;
  readonly round: number;
  readonly server: ServerName;
  readonly values: Readonly<Record<string, Sample>>;
}

/** A row of the table: which value, and how to print it. */
export interface Metric {
  readonly name: string;
  readonly label: string;
  readonly digits: number;
  /** The printed number is the measured one divided by this; 1 when absent. */
  readonly divisor?: number;
}

/** Medians of one figure over the rounds. */
export interface SummaryRow {
  readonly group: string;
  readonly metric: string;
  readonly shimmy: Sample;
  readonly llamaServer: Sample;
  /** Shimmy ÷ llama-server, the median of the pairs' ratios. */
  readonly ratio: Sample;
}

/** One row for each group and metric, in the order of the measurements. */
export function summarizeRounds(
  measurements: readonly Measurement[],
  metrics: readonly Metric[],
): SummaryRow[] {
  const groups = [...new Set(measurements.map((one) => one.group))];
  return groups.flatMap((group) =>
    metrics.map(({ name }) => {
      const shimmy = byRound(measurements, group, "shimmy", name);
      const llamaServer = byRound(measurements, group, "llama-server", name);
      return {
        group,
        metric: name,
        shimmy: medianOfSamples(shimmy),
        llamaServer: medianOfSamples(llamaServer),
        ratio: medianRatio(shimmy, llamaServer),
      };
    }),
  );
}

/** The summary as a Markdown table; a dash where there is no figure. */
export function markdownTable(rows: readonly SummaryRow[], metrics: readonly Metric[]): string {
  const lines = rows.map((row) => {
    const metric = metrics.find(({ name }) => name === row.metric);
    const print = (value: Sample) => format(value, metric?.digits ?? 2, metric?.divisor ?? 1);
    const cells = [row.group, metric?.label ?? row.metric, print(row.shimmy), print(row.llamaServer)];
    return `| ${[...cells, format(row.ratio, 2, 1)].join(" | ")} |`;
  });
  return ["| | | Shimmy | llama-server | ratio |", "|---|---|---:|---:|---:|", ...lines].join("\n");
}

function byRound(
  measurements: readonly Measurement[],
  group: string,
  server: ServerName,
  metric: string,
): Sample[] {
  const samples: Sample[] = [];
  for (const one of measurements) {
    if (one.group === group && one.server === server) samples[one.round] = one.values[metric];
  }
  return Array.from(samples);
}

function format(value: Sample, digits: number, divisor: number): string {
  return value === undefined ? "–" : (value / divisor).toFixed(digits);
}
