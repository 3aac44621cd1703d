import { ShimmyError } from "../core/errors.ts";
import type { AdapterScale } from "../core/generation-options.ts";

/**
 * The strength of each loaded adapter for a request that names some; those it does not name are off.
 *
 * @param loaded names of the model's adapters.
 * @throws ShimmyError `invalid_request` for a name that the model does not have, or one named twice.
 */
export function resolveAdapterScales(
  adapters: readonly AdapterScale[],
  loaded: readonly string[],
): readonly number[] {
  const refuse = (message: string): never => {
    throw new ShimmyError("invalid_request", message, { param: "adapters", details: { adapters: loaded } });
  };
  const scales = new Map<string, number>();
  for (const { name, scale } of adapters) {
    if (scales.has(name)) refuse(`The adapter ${JSON.stringify(name)} is named twice: give it one scale.`);
    if (!loaded.includes(name)) {
      const names = loaded.length === 0 ? "has none" : `has ${loaded.join(", ")}`;
      refuse(`There is no adapter ${JSON.stringify(name.slice(0, 100))}: this model ${names}.`);
    }
    scales.set(name, scale);
  }
  return loaded.map((name) => scales.get(name) ?? 0);
}
