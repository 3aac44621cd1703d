import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag } from "../declare-flags.ts";
import { formatBytes, formatDuration } from "../format.ts";
import { readConfig } from "../read-config.ts";
import { connect, declareServerFlags } from "../server-client/connect.ts";
import { number, record, records, text } from "../server-client/json.ts";
import { type Column, renderTable } from "../table.ts";

type Row = Readonly<Record<string, unknown>>;

/** `shimmy ps`: the models in the memory of the running server. */
export const psCommand: CommandDefinition = {
  declare: (command) => {
    declareFlag(command, "--json", "print what GET /api/ps answers");
    declareServerFlags(command);
    declareExamples(command, ["shimmy ps", "shimmy ps --url http://192.168.1.20:11435"]);
  },
  run: async (invocation, context) => {
    const config = readConfig(invocation, context);
    const server = await connect(invocation, config, context);
    const answer = await server.ask("GET", "/api/ps");
    const { terminal } = context;
    if (invocation.has("--json")) {
      await terminal.print(`${JSON.stringify(answer, null, 2)}\n`);
      return 0;
    }
    const rows = records(record(answer).models);
    if (rows.length > 0) await terminal.print(renderTable(columns(Date.now()), rows));
    else terminal.note(`No model is in the memory of ${server.url}; the first request loads one.\n`);
    return 0;
  },
};

/** @param nowMs of the wall clock. */
export function columns(nowMs: number): readonly Column<Row>[] {
  return [
    { title: "NAME", value: ({ name }) => text(name) ?? "" },
    { title: "SIZE", align: "right", value: ({ size }) => formatBytes(number(size) ?? 0) },
    { title: "PROCESSOR", value: processor },
    {
      title: "CONTEXT",
      align: "right",
      value: ({ context_length }) => String(number(context_length) ?? "-"),
    },
    { title: "UNTIL", value: ({ expires_at }) => until(text(expires_at), nowMs) },
  ];
}

/** As Ollama tells it: what share of the memory lies on GPUs. */
function processor(row: Row): string {
  const size = number(row.size) ?? 0;
  const onGpu = number(row.size_vram) ?? 0;
  if (size <= 0 || onGpu <= 0) return "100% CPU";
  const share = Math.round((Math.min(onGpu, size) / size) * 100);
  return share >= 100 ? "100% GPU" : `${100 - share}%/${share}% CPU/GPU`;
}

/** A model that stays has a date centuries ahead. */
const FOR_EVER_MS = 100 * 365 * 24 * 3_600_000;

function until(expiresAt: string | undefined, nowMs: number): string {
  const remainingMs = Date.parse(expiresAt ?? "") - nowMs;
  if (Number.isNaN(remainingMs)) return "-";
  if (remainingMs > FOR_EVER_MS) return "it is stopped";
  return remainingMs <= 0 ? "now" : `in ${formatDuration(remainingMs)}`;
}
