import { ShimmyError } from "../core/errors.ts";
import type { AdapterScale } from "../core/generation-options.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import type { GenerationRequest } from "./shimmy-service.ts";

/**
 * The adapters of a request by name, those that it names by their place too; undefined where it names none.
 *
 * @throws ShimmyError `invalid_request` for a place without an adapter.
 */
export function requestedAdapters(
  { options, adapterIds = [] }: Pick<GenerationRequest, "options" | "adapterIds">,
  model: Pick<UniversalModel, "info">,
): readonly AdapterScale[] | undefined {
  if (adapterIds.length === 0) return options.adapters;
  const loaded = model.info.adapters;
  const byId = adapterIds.map(({ id, scale }) => {
    const name = loaded[id];
    if (name !== undefined) return { name, scale };
    const known = loaded.length === 0 ? "none" : `ids 0 to ${loaded.length - 1}`;
    throw new ShimmyError(
      "invalid_request",
      `There is no LoRA adapter ${id}: the model was loaded with ${known}.`,
      {
        param: "lora",
      },
    );
  });
  return [...(options.adapters ?? []), ...byId];
}
