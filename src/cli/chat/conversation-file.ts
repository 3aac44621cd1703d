import { readFile, stat, writeFile } from "node:fs/promises";
import type { ChatMessage } from "../../core/chat-message.ts";
import { ShimmyError } from "../../core/errors.ts";

/** A conversation as `/save` keeps it. */
export interface SavedConversation {
  readonly model: string;
  readonly system?: string;
  readonly messages: readonly ChatMessage[];
}

const KIND = "shimmy-chat";
const VERSION = 1;
/** Far longer than any context. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Writes a conversation. A file that is there is replaced only where it is such a conversation itself.
 *
 * @throws ShimmyError `conflict` for another file of that name, `invalid_request` where the file cannot be written.
 */
export async function saveConversation(path: string, conversation: SavedConversation): Promise<void> {
  const json = `${JSON.stringify({ kind: KIND, version: VERSION, ...conversation }, null, 2)}\n`;
  try {
    await writeFile(path, json, { flag: "wx", mode: 0o600 });
  } catch (thrown) {
    if (codeOf(thrown) !== "EEXIST") throw unusable("written", path, thrown);
    if (!(await isConversation(path))) {
      throw new ShimmyError("conflict", `${path} is there already and no saved chat; take another name.`);
    }
    await writeFile(path, json).catch((cause: unknown) => {
      throw unusable("written", path, cause);
    });
  }
}

/**
 * Reads what {@link saveConversation} wrote.
 *
 * @throws ShimmyError `invalid_request` for a file that is missing, too long, or holds something else.
 */
export async function loadConversation(path: string): Promise<SavedConversation> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE_BYTES) throw new Error("it is too long");
    text = await readFile(path, "utf8");
  } catch (thrown) {
    throw unusable("read", path, thrown);
  }
  const conversation = parseConversation(text);
  if (conversation !== undefined) return conversation;
  throw new ShimmyError("invalid_request", `${path} is no chat that /save wrote.`);
}

async function isConversation(path: string): Promise<boolean> {
  return await loadConversation(path).then(
    () => true,
    () => false,
  );
}

function parseConversation(text: string): SavedConversation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.kind !== KIND || value.version !== VERSION) return undefined;
  const { model, system, messages } = value;
  if (typeof model !== "string" || !Array.isArray(messages) || !messages.every(isTurn)) return undefined;
  return { model, messages: messages.map(toTurn), ...(typeof system === "string" && { system }) };
}

function isTurn(value: unknown): value is ChatMessage {
  return (
    isRecord(value) &&
    (value.role === "user" || value.role === "assistant") &&
    typeof value.content === "string" &&
    (value.reasoning === undefined || typeof value.reasoning === "string")
  );
}

function toTurn({ role, content, reasoning }: ChatMessage): ChatMessage {
  return { role, content, ...(reasoning !== undefined && { reasoning }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function unusable(what: string, path: string, cause: unknown): ShimmyError {
  const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new ShimmyError("invalid_request", `${path} cannot be ${what}: ${explain(reason)}.`, { cause });
}

function explain(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file or folder",
    EACCES: "it is not allowed",
    EISDIR: "it is a folder",
    ENOSPC: "the disk is full",
    EROFS: "the disk is read-only",
  };
  return words[reason] ?? reason;
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? thrown.code
    : undefined;
}
