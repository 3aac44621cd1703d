import { ONE_CONNECTION_EACH } from "./load-round.ts";

/** Figures of `GET /metrics`, summed over their labels, by name. */
export async function readFigures(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers: ONE_CONNECTION_EACH });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}.`);
  const figures = new Map<string, number>();
  for (const line of (await response.text()).split("\n")) {
    const [, name, value] = /^([a-z_]+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) figures.set(name, (figures.get(name) ?? 0) + Number(value));
  }
  return figures;
}

/** Resident memory of the server and of its engines, in bytes. */
export interface MemoryFigures {
  readonly server: number;
  readonly engines: number;
}

/** Memory by `GET /diag`. */
export async function readMemory(url: string): Promise<MemoryFigures> {
  const report = JSON.parse(await (await fetch(`${url}/diag`)).text());
  const engines: readonly { readonly resident_bytes: number | null }[] = report.engines;
  return {
    server: Number(report.node.resident_bytes),
    engines: engines.reduce((total, engine) => total + (engine.resident_bytes ?? 0), 0),
  };
}
