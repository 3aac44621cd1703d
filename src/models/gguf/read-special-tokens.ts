import { GGUF_LIMITS } from "./gguf-limits.ts";
import { type GgufHeader, withCursor } from "./read-gguf-header.ts";
import { TOKENS_KEY } from "./read-metadata.ts";

/** Texts that chat templates write; undefined where the model has none. */
export interface SpecialTokens {
  readonly bosToken: string | undefined;
  readonly eosToken: string | undefined;
}

const LENGTH_BYTES = 8;

/**
 * Texts of the tokens that begin and end a text. The vocabulary is walked over again for it, up to
 * the later of the two, since reading a header holds none of it.
 *
 * @throws ShimmyError as `readGgufHeader` does.
 */
export async function readSpecialTokens(path: string, header: GgufHeader): Promise<SpecialTokens> {
  const bos = header.metadata.count("tokenizer.ggml.bos_token_id");
  const eos = header.metadata.count("tokenizer.ggml.eos_token_id");
  const texts = await readTokenTexts(path, header, [bos, eos]);
  return {
    bosToken: bos === undefined ? undefined : texts.get(bos),
    eosToken: eos === undefined ? undefined : texts.get(eos),
  };
}

async function readTokenTexts(
  path: string,
  header: GgufHeader,
  ids: readonly (number | undefined)[],
): Promise<ReadonlyMap<number, string>> {
  const array = header.metadata.array(TOKENS_KEY);
  const texts = new Map<number, string>();
  if (array === undefined || array.elementType !== "string") return texts;
  const wanted = ids.filter((id) => id !== undefined).filter((id) => id < array.length);
  const what = "its vocabulary";
  return withCursor(path, async (cursor) => {
    cursor.skip(array.byteOffset, what);
    let next = 0;
    for (const id of [...new Set(wanted)].sort((a, b) => a - b)) {
      await cursor.skipTexts(id - next, what);
      await cursor.load(LENGTH_BYTES, what);
      const byteLength = cursor.count();
      if (byteLength > GGUF_LIMITS.heldTextBytes) throw cursor.corrupt(`token ${id} is unreasonably long`);
      await cursor.load(byteLength, what);
      texts.set(id, cursor.bytes(byteLength).toString("utf8"));
      next = id + 1;
    }
    return texts;
  });
}
