import type { EngineReport } from "../../src/engine/protocol.ts";

/** The whole text that an engine reported for one request, or undefined before its end. */
export function stepText(reports: readonly EngineReport[], id: number): string | undefined {
  const steps = reports.flatMap((report) => (report.type === "step" ? [report] : []));
  if (!steps.some(({ ends }) => ends.some((end) => end.id === id))) return undefined;
  const own = steps.flatMap(({ texts }) => texts.filter(([from]) => from === id));
  return own.map(([, text]) => text).join("");
}
