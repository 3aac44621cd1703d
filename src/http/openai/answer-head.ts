import { randomUUID } from "node:crypto";
import type { BegunGeneration } from "../generation/begin-generation.ts";

/** What every object of one answer has in common. */
export interface AnswerHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly fingerprint: string;
}

/**
 * Names one answer.
 *
 * @param prefix `chatcmpl-` or `cmpl-`, as OpenAI's ids begin.
 */
export function answerHead(
  prefix: string,
  { model }: Pick<BegunGeneration, "model">,
  version: string,
): AnswerHead {
  return {
    id: `${prefix}${randomUUID().replaceAll("-", "")}`,
    created: Math.floor(Date.now() / 1000),
    model,
    fingerprint: `shimmy-${version}`,
  };
}
