import type { ConfiguredModels } from "../core/configured-models.ts";
import { ShimmyError } from "../core/errors.ts";
import { createChatTemplate } from "../models/chat-template/chat-template.ts";

/** What is wrong with chat templates of the configuration, one line each. */
export function templateProblems(models: ConfiguredModels | undefined): readonly string[] {
  const configured = [...(models?.sections ?? []), ...(models?.aliases ?? [])];
  return configured.flatMap(({ name, place, template }) => {
    const reason = template === undefined ? undefined : faultOf(template);
    return reason === undefined ? [] : [`${place}: The template of "${name}" cannot be used: ${reason}`];
  });
}

function faultOf(template: string): string | undefined {
  const file = { architecture: "", bosToken: "", eosToken: "", hasToken: () => false };
  try {
    createChatTemplate({ ...file, override: template });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ShimmyError) return thrown.message;
    throw thrown;
  }
}
