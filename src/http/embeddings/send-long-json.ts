import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyReply } from "fastify";

/** Characters written before other requests have their turn: about a millisecond. */
const CHARACTERS_A_TURN = 65_536;

/** A JSON object whose one long list is made piece by piece. */
export interface LongJson<Item> {
  /** The object up to the list, as `{"data":[`. */
  readonly opening: string;
  readonly items: readonly Item[];
  /** One item's JSON. */
  readonly write: (item: Item, index: number) => string;
  /** What follows the list, as `]}`. */
  readonly closing: string;
}

/**
 * Sends an object with a list of vectors. Two thousand of them are some tens of megabytes, and to write
 * them at once would hold up every other request for a second.
 */
export function sendLongJson<Item>(
  reply: Pick<FastifyReply, "header" | "send">,
  json: LongJson<Item>,
): unknown {
  return reply
    .header("content-type", "application/json; charset=utf-8")
    .send(Readable.from(pieces(json), { objectMode: false }));
}

async function* pieces<Item>({
  opening,
  items,
  write,
  closing,
}: LongJson<Item>): AsyncGenerator<string, void, undefined> {
  let piece = opening;
  for (const [index, item] of items.entries()) {
    piece += (index === 0 ? "" : ",") + write(item, index);
    if (piece.length < CHARACTERS_A_TURN) continue;
    yield piece;
    piece = "";
    await nextTurn();
  }
  yield piece + closing;
}

/** A vector as a JSON list. */
export function vectorJson(vector: Float32Array): string {
  return JSON.stringify(Array.from(vector));
}
