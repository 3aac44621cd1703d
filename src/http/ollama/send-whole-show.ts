import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { sendLongJson } from "../embeddings/send-long-json.ts";
import type { MODEL_SHOWN } from "./show-body.ts";

/** Elements of a list that are written at once. */
const ELEMENTS_A_PIECE = 512;

/** Sends what `/api/show` answers with lists as long as vocabularies, a few of their elements at a time. */
export function sendWholeShow(
  reply: Pick<FastifyReply, "header" | "send">,
  { model_info: info, ...rest }: z.output<typeof MODEL_SHOWN>,
): unknown {
  return sendLongJson(reply, {
    opening: `${JSON.stringify(rest).slice(0, -1)},"model_info":{`,
    items: Object.entries(info).flatMap(([key, value]) => piecesOf(key, value)),
    write: (write) => write(),
    closing: "}}",
  });
}

/** Parts of a field's JSON, which commas between them make whole. */
function piecesOf(key: string, value: unknown): readonly (() => string)[] {
  const name = JSON.stringify(key);
  if (!Array.isArray(value) || value.length <= ELEMENTS_A_PIECE)
    return [() => `${name}:${JSON.stringify(value)}`];
  const count = Math.ceil(value.length / ELEMENTS_A_PIECE);
  return Array.from({ length: count }, (_, index) => () => {
    const elements: unknown[] = value.slice(index * ELEMENTS_A_PIECE, (index + 1) * ELEMENTS_A_PIECE);
    const json = JSON.stringify(elements).slice(1, -1);
    return `${index === 0 ? `${name}:[` : ""}${json}${index === count - 1 ? "]" : ""}`;
  });
}
