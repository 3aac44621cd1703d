import { ShimmyError } from "../core/errors.ts";
import type { AdapterScale } from "../core/generation-options.ts";
import { createChatTemplate } from "../models/chat-template/chat-template.ts";
import { GO_TEMPLATE_REFUSED, hasGoStatements } from "../models/chat-template/go-template.ts";
import { goToJinja } from "../models/chat-template/go-to-jinja.ts";
import { aliasKey, type ModelAlias } from "../models/registry/model-alias.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { NewAlias } from "./shimmy-service.ts";

/**
 * The alias that a client asks for. One that is made from an alias stands for the same model, and takes over what the client does
 * not set.
 *
 * @param adapters of the request, as they were found.
 * @throws ShimmyError `model_not_found` where there is no such source, `template_failed` for a template that cannot be read,
 * `conflict` for the name of the source itself.
 */
export function newAlias(
  { from, params, adapters: _asked, ...given }: NewAlias,
  registry: Pick<ModelRegistry, "resolve">,
  adapters?: readonly AdapterScale[],
): ModelAlias {
  const source = registry.resolve(from);
  // a template that the model's store tells stays the model's, whose engine the alias then shares
  const { template: _template, ...brought } = source.settings ?? {};
  const { model, ...inherited } = source.alias ?? { ...brought, model: source };
  if (source.alias === undefined && aliasKey(given.name) === aliasKey(source.name)) {
    throw new ShimmyError("conflict", `"${given.name}" is the name of a model's file; take another one.`, {
      param: params.name,
    });
  }
  const template = given.template === undefined ? undefined : readTemplate(given.template);
  return {
    ...inherited,
    ...given,
    ...(template !== undefined && { template }),
    ...(adapters !== undefined && { adapters }),
    base: model.name,
    createdAt: new Date(),
  };
}

/** Reads the template now, so that a bad one is refused before anything is kept; Go's simple form becomes Jinja. */
function readTemplate(asked: string): string {
  const param = "template";
  const template = goToJinja(asked) ?? asked;
  if (hasGoStatements(template)) throw new ShimmyError("template_failed", GO_TEMPLATE_REFUSED, { param });
  const file = { architecture: "", bosToken: "", eosToken: "", hasToken: () => false };
  try {
    createChatTemplate({ ...file, override: template });
    return template;
  } catch (thrown) {
    if (!(thrown instanceof ShimmyError)) throw thrown;
    const { code, message, details } = thrown;
    throw new ShimmyError(code, message, { param, ...(details && { details }), cause: thrown });
  }
}
