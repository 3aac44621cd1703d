import type { ScriptedApp } from "./scripted-app.ts";
import { untilAborted } from "./scripted-service.ts";

type Accept = (request: { readonly signal: AbortSignal }) => Promise<never>;

/**
 * Has a client leave as soon as the service has its request, and resolves with what the service is told.
 *
 * @param script scripts the service so that it gives what it was asked to `accept`.
 */
export async function leaveOnceAccepted(
  scripted: ScriptedApp,
  url: string,
  payload: object,
  script: (accept: Accept) => ScriptedApp["service"]["script"],
): Promise<unknown> {
  const controller = new AbortController();
  const gaveUp = new Promise<unknown>((resolve) => {
    scripted.service.script = script((request) => {
      request.signal.addEventListener("abort", () => resolve(request.signal.reason), { once: true });
      controller.abort();
      return untilAborted(request);
    });
  });
  const address = await scripted.listen();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(payload);
  const left = await fetch(address + url, { method: "POST", headers, body, signal: controller.signal }).then(
    () => "answered",
    () => "left",
  );
  if (left !== "left") throw new Error("The client was answered before it could leave.");
  return await gaveUp;
}
