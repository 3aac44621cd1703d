import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { GenerateRequestValue } from "./generate-request-schema.ts";

/** What a request without anything to continue has done to its model. */
export interface LoadedOrReleased {
  readonly model: string;
  readonly reason: "load" | "unload";
}

/** True for a request that brings nothing to continue, by which a model is loaded. */
export function isForLoadOnly({ prompt, suffix, messages, raw }: GenerateRequestValue): boolean {
  return !prompt && !suffix && !messages && raw !== true;
}

/**
 * Loads a model, or with a `keep_alive` of 0 unloads it: at once where nobody uses it, else after its last user.
 *
 * @throws ShimmyError what the load throws.
 */
export async function loadModel(
  service: Pick<ShimmyService, "load" | "release" | "resolveModel">,
  model: string | undefined,
  keepAliveMs: number | undefined,
): Promise<LoadedOrReleased> {
  const { name } = service.resolveModel(model);
  if (keepAliveMs === 0) {
    await service.release(name);
    return { model: name, reason: "unload" };
  }
  await service.load(name, { keepAliveMs });
  return { model: name, reason: "load" };
}
