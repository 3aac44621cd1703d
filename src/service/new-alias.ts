import { ShimmyError } from "../core/errors.ts";
import { createChatTemplate } from "../models/chat-template/chat-template.ts";
import { aliasKey, type ModelAlias } from "../models/registry/model-alias.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { NewAlias } from "./shimmy-service.ts";

/**
 * The alias that a client asks for. One that is made from an alias stands for the same model, and takes over what the client does
 * not set.
 *
 * @throws ShimmyError `model_not_found` where there is no such source, `template_failed` for a template that cannot be read,
 * `conflict` for the name of the source itself.
 */
export function newAlias(
  { from, params, ...given }: NewAlias,
  registry: Pick<ModelRegistry, "resolve">,
): ModelAlias {
  const source = registry.resolve(from);
  // a template that the model's store tells stays the model's, whose engine the alias then shares
  const { template: _, ...brought } = source.settings ?? {};
  const { model, ...inherited } = source.alias ?? { ...brought, model: source };
  if (source.alias === undefined && aliasKey(given.name) === aliasKey(source.name)) {
    throw new ShimmyError("conflict", `"${given.name}" is the name of a model's file; take another one.`, {
      param: params.name,
    });
  }
  if (given.template !== undefined) checkTemplate(given.template);
  return { ...inherited, ...given, base: model.name, createdAt: new Date() };
}

/** Reads the template now, so that a bad one is refused before anything is kept. */
function checkTemplate(template: string): void {
  createChatTemplate({
    architecture: "",
    override: template,
    bosToken: "",
    eosToken: "",
    hasToken: () => false,
  });
}
