import { readdir, readFile } from "node:fs/promises";
import type { SeenGpu } from "./judge-machine.ts";

/** Vendors by their numbers on the PCI bus: https://pci-ids.ucw.cz */
const VENDORS: Readonly<Record<string, SeenGpu["vendor"]>> = {
  "0x10de": "nvidia",
  "0x1002": "amd",
  "0x8086": "intel",
};

/**
 * GPUs that the system tells of, without any driver's library: native code stays in the engine processes. On Linux by
 * `/sys/class/drm` and NVIDIA's device files; a Mac with Apple's chip has one; of Windows nothing is known.
 *
 * @param root tests may give another one than `/`.
 */
export async function seeGpus(
  platform: NodeJS.Platform,
  arch: string,
  root = "/",
): Promise<readonly SeenGpu[]> {
  if (platform === "darwin" && arch === "arm64") return [{ vendor: "apple" }];
  if (platform !== "linux") return [];
  const devices = await readdir(`${root}dev`).catch(() => []);
  const nvidia: readonly SeenGpu[] = devices.some((name) => /^nvidia\d+$/.test(name))
    ? [{ vendor: "nvidia" }]
    : [];
  const cards = (await readdir(`${root}sys/class/drm`).catch(() => [])).filter((name) =>
    /^card\d+$/.test(name),
  );
  const ids = await Promise.all(
    cards.map((card) => readFile(`${root}sys/class/drm/${card}/device/vendor`, "utf8").catch(() => "")),
  );
  const others = ids.flatMap((id) => VENDORS[id.trim()] ?? []).map((vendor) => ({ vendor }));
  // an integrated one of Intel's is in nearly every machine, and of no use here
  return [...nvidia, ...others.filter(({ vendor }) => vendor !== "intel")];
}
