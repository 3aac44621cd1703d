import { createHash, webcrypto } from "node:crypto";

/** The KV cells of one sequence, outside the context. */
export interface SavedState {
  /** Whose prefixes it belongs to; see `EngineGeneration.cacheSalt`. */
  readonly salt: string;
  /** Tokens that the cells belong to, in order. */
  readonly tokens: Int32Array;
  /** llama.cpp's own bytes. */
  readonly cells: Buffer;
}

/** What a file says of itself before the cells. */
export interface StateHead {
  readonly salt: string;
  readonly tokens: Int32Array;
  /** Where the cells begin. */
  readonly cellsAt: number;
}

/** First bytes of a file; the number grows with every change of the format. */
const MAGIC = Buffer.from("SHIMMYKV2");
const DIGEST_BYTES = 32;
const TOKEN_BYTES = 4;
/** Magic, digest of the head, digest of the cells, then the lengths. */
const LENGTHS_AT = MAGIC.length + 2 * DIGEST_BYTES;

/** Bytes at the beginning of a file that tell how long its head is. */
export const STATE_PREAMBLE_BYTES = LENGTHS_AT + 12;

/**
 * What stands before a state's cells in a file: magic, SHA-256 of the head and of the cells, the lengths of fingerprint,
 * salt and tokens, then those. All numbers are 32-bit little-endian.
 *
 * @param fingerprint what the cells are good for: model, adapters, cell types, library.
 */
export async function encodeStateHead(
  fingerprint: string,
  { salt, tokens, cells }: SavedState,
): Promise<Buffer> {
  const texts = [Buffer.from(fingerprint), Buffer.from(salt)];
  const preamble = Buffer.alloc(STATE_PREAMBLE_BYTES);
  const lengths = [...texts.map((text) => text.length), tokens.length];
  for (const [index, length] of lengths.entries()) preamble.writeUInt32LE(length, LENGTHS_AT + 4 * index);
  const tokenBytes = Buffer.alloc(tokens.length * TOKEN_BYTES);
  for (const [index, token] of tokens.entries()) tokenBytes.writeInt32LE(token, index * TOKEN_BYTES);
  const head = Buffer.concat([preamble, ...texts, tokenBytes]);
  MAGIC.copy(head);
  (await digestAside(cells)).copy(head, MAGIC.length + DIGEST_BYTES);
  digest(head.subarray(MAGIC.length + DIGEST_BYTES)).copy(head, MAGIC.length);
  return head;
}

/** Length of the head, from the first bytes of a file; undefined when they are not those of a state. */
export function stateHeadLength(preamble: Buffer): number | undefined {
  if (preamble.length < STATE_PREAMBLE_BYTES || !preamble.subarray(0, MAGIC.length).equals(MAGIC))
    return undefined;
  const [print, salt, tokens] = [0, 4, 8].map((at) => preamble.readUInt32LE(LENGTHS_AT + at));
  return STATE_PREAMBLE_BYTES + (print ?? 0) + (salt ?? 0) + (tokens ?? 0) * TOKEN_BYTES;
}

/** The head of a file; undefined when it is damaged, of another format, or for something else. */
export function decodeStateHead(fingerprint: string, file: Buffer): StateHead | undefined {
  const cellsAt = stateHeadLength(file);
  if (cellsAt === undefined || cellsAt > file.length) return undefined;
  const saltAt = STATE_PREAMBLE_BYTES + file.readUInt32LE(LENGTHS_AT);
  const tokensAt = saltAt + file.readUInt32LE(LENGTHS_AT + 4);
  if (file.toString("utf8", STATE_PREAMBLE_BYTES, saltAt) !== fingerprint) return undefined;
  const digestAt = MAGIC.length + DIGEST_BYTES;
  if (!digest(file.subarray(digestAt, cellsAt)).equals(file.subarray(MAGIC.length, digestAt)))
    return undefined;
  const tokens = Int32Array.from({ length: (cellsAt - tokensAt) / TOKEN_BYTES }, (_, index) =>
    file.readInt32LE(tokensAt + index * TOKEN_BYTES),
  );
  return { salt: file.toString("utf8", saltAt, tokensAt), tokens, cellsAt };
}

/** The whole state in a file; undefined when anything of it is damaged. */
export async function decodeState(fingerprint: string, file: Buffer): Promise<SavedState | undefined> {
  const head = decodeStateHead(fingerprint, file);
  if (head === undefined) return undefined;
  const cells = file.subarray(head.cellsAt);
  const expected = file.subarray(MAGIC.length + DIGEST_BYTES, LENGTHS_AT);
  return (await digestAside(cells)).equals(expected)
    ? { salt: head.salt, tokens: head.tokens, cells }
    : undefined;
}

/** Name of the file for these tokens: equal states have equal names, and nothing of the text shows. */
export function stateFileName(fingerprint: string, salt: string, tokens: Int32Array): string {
  const hash = createHash("sha256").update(fingerprint).update("\0").update(salt).update("\0");
  return `${hash.update(new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength)).digest("hex")}.kv`;
}

/** Cells may be hundreds of megabytes: they are hashed on another thread, for this one makes tokens. */
async function digestAside(bytes: Buffer): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes));
}

function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
