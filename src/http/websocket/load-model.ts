import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { GenerateRequestValue } from "../generation/generate-request-schema.ts";
import { toKeepAliveMs } from "../generation/keep-alive-field.ts";

/** What a request without anything to continue has done to its model. */
export interface LoadedOrReleased {
  readonly model: string;
  readonly reason: "load" | "unload";
}

/**
 * True for a request that names a model and brings nothing to continue, which is how `POST /api/generate` is asked to load
 * one. A frame without either is more likely a mistake.
 */
export function isForLoadOnly(body: GenerateRequestValue): boolean {
  const { model, prompt, suffix, messages, system, raw } = body;
  return Boolean(model) && !prompt && !suffix && !messages && !system && raw !== true;
}

/**
 * Loads a model, or with a `keep_alive` of 0 unloads it: at once where nobody uses it, else after its last user.
 *
 * @throws ShimmyError what the load throws.
 */
export async function loadModel(
  service: Pick<ShimmyService, "load" | "release" | "resolveModel">,
  body: Pick<GenerateRequestValue, "model" | "keep_alive">,
): Promise<LoadedOrReleased> {
  const { name } = service.resolveModel(body.model ?? undefined);
  const keepAliveMs = toKeepAliveMs(body.keep_alive);
  if (keepAliveMs === 0) {
    await service.release(name);
    return { model: name, reason: "unload" };
  }
  await service.load(name, { keepAliveMs });
  return { model: name, reason: "load" };
}
