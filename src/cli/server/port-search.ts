import type { ShimmyConfig } from "../../config/shimmy-config.ts";

/** The last port tried when the default one is taken. */
export const LAST_PORT = 11_535;

/** What to do after listening on a port failed. */
export type PortDecision =
  | { readonly kind: "try"; readonly port: number }
  /** Every port that may be tried is taken. */
  | { readonly kind: "give-up"; readonly reason: "taken" }
  /** The address itself is of no use; another port would not help. */
  | { readonly kind: "give-up"; readonly reason: "unusable" };

/** Decides on the next port: only the default address may move, and only because its port is taken. */
export function nextPort(
  bind: ShimmyConfig["bind"],
  failedPort: number,
  errorCode: string | undefined,
): PortDecision {
  if (errorCode !== "EADDRINUSE") return { kind: "give-up", reason: "unusable" };
  if (bind.explicit || failedPort >= LAST_PORT) return { kind: "give-up", reason: "taken" };
  return { kind: "try", port: failedPort + 1 };
}
