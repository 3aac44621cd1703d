import { ShimmyError } from "../core/errors.ts";
import { createChatTemplate } from "../models/chat-template/chat-template.ts";

/**
 * Why a chat template of the configuration cannot be used; undefined where it can.
 *
 * @returns the reason without its line, and the template's line, from 1, apart.
 */
export function templateFault(
  template: string,
): { readonly reason: string; readonly line?: number } | undefined {
  const file = { architecture: "", bosToken: "", eosToken: "", hasToken: () => false };
  try {
    createChatTemplate({ ...file, override: template });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof ShimmyError)) throw thrown;
    const line = thrown.details?.line;
    if (typeof line !== "number") return { reason: thrown.message };
    return { reason: thrown.message.replace(` (line ${line})`, ""), line };
  }
}
