import type { ChatMessage } from "../../core/chat-message.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { AdapterScale, PartialGenerationOptions } from "../../core/generation-options.ts";

/** A further name of a model, with settings of its own. Kept on the disk; the model's file is not its own. */
export interface ModelAlias {
  readonly name: string;
  /** Name of the model that it stands for, never of another alias. */
  readonly base: string;
  readonly createdAt: Date;
  /** Instruction for conversations that bring none. */
  readonly system?: string;
  /** Chat template in place of the file's: Jinja, or the name of a family. */
  readonly template?: string;
  /** Turns put before every conversation. */
  readonly messages?: readonly ChatMessage[];
  readonly license?: string;
  /** Options as the client wrote them, for showing. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The same in core's words, for requests that leave them open. */
  readonly options?: PartialGenerationOptions;
  /** LoRA adapters of the model for requests that name none; its others are off. */
  readonly adapters?: readonly AdapterScale[];
}

/** An alias that stands for nothing now. */
export interface WaitingAlias {
  readonly name: string;
  /** What it lacks, as a sentence. */
  readonly lacks: string;
}

/** Most aliases that are kept. */
export const MAX_ALIASES = 1_000;

const MAX_NAME_LENGTH = 256;
/** Ollama's names: a word, with a namespace and a tag at will. */
const ALIAS_NAME = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){0,3}(?::[\w.-]+)?$/u;

/** The form in which names of aliases are compared: without regard to case and to the tag that Ollama adds. */
export function aliasKey(name: string): string {
  return name.toLowerCase().replace(/:latest$/u, "");
}

/**
 * Checks the name of a new alias; it never becomes part of a path.
 *
 * @throws ShimmyError `invalid_request`.
 */
export function checkAliasName(name: string, param: string): void {
  if (name.length <= MAX_NAME_LENGTH && ALIAS_NAME.test(name)) return;
  throw new ShimmyError(
    "invalid_request",
    `${param} must be a name such as mario or team/mario:small: letters, digits and -_. with at most one colon.`,
    { param },
  );
}

/** An alias as it was stored; undefined for what is none. What a field holds is checked where it is used. */
export function readAlias(value: unknown): ModelAlias | undefined {
  if (!isRecord(value)) return undefined;
  const { name, base, createdAt, system, template, messages, license, parameters, options, adapters } = value;
  const created = new Date(typeof createdAt === "string" ? createdAt : Number.NaN);
  if (typeof name !== "string" || name.length > MAX_NAME_LENGTH || !ALIAS_NAME.test(name)) return undefined;
  if (typeof base !== "string" || Number.isNaN(created.getTime())) return undefined;
  return {
    name,
    base,
    createdAt: created,
    ...(typeof system === "string" && { system }),
    ...(typeof template === "string" && { template }),
    ...(typeof license === "string" && { license }),
    ...(Array.isArray(messages) && { messages: messages.filter(isMessage) }),
    ...(isRecord(parameters) && { parameters }),
    ...(isRecord(options) && { options }),
    ...(Array.isArray(adapters) && { adapters: adapters.filter(isAdapter) }),
  };
}

const ROLES: readonly unknown[] = ["system", "user", "assistant", "tool"];

function isMessage(value: unknown): value is ChatMessage {
  return isRecord(value) && ROLES.includes(value.role) && typeof value.content === "string";
}

function isAdapter(value: unknown): value is AdapterScale {
  return isRecord(value) && typeof value.name === "string" && typeof value.scale === "number";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
