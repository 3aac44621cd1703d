import path from "node:path";
import type { ConfiguredModels } from "../../core/configured-models.ts";
import type { ConfigLayer } from "../config-layer.ts";
import type { ConfigProblem } from "../config-problem.ts";
import { FILE_PLACEMENTS, fileName, keyOfVariable, qualifiedName } from "./file-places.ts";
import type { ConfigFile } from "./open-config-file.ts";
import { readModels, type SectionOrigin } from "./read-models.ts";
import { tableLayer } from "./table-layer.ts";
import { unknownSettings } from "./unknown-key.ts";

/** What a configuration file says. */
export interface ConfigFileLayer {
  readonly layer: ConfigLayer;
  readonly models: ConfiguredModels;
}

/**
 * The layer of a configuration file; without one, a layer that says nothing.
 *
 * @param problems gets one for every key that means nothing, and for every wrong value about models.
 */
export function readConfigFileLayer(
  file: ConfigFile | undefined,
  { homeDir, above, templateFault }: Omit<SectionOrigin, "workingDir">,
  problems: ConfigProblem[],
): ConfigFileLayer {
  if (file === undefined) return { layer: { read: () => [] }, models: { sections: [], aliases: [] } };
  const { root } = file;
  const origin = { homeDir, above, templateFault, workingDir: path.dirname(file.path) };
  problems.push(...unknownSettings(root));
  const layer = tableLayer(({ environment }) => {
    const key = keyOfVariable(environment);
    if (key === undefined) return undefined;
    const table = root.entries.get(FILE_PLACEMENTS[key].table)?.node;
    const entry = table?.kind === "table" ? table.entries.get(fileName(key)) : undefined;
    return entry === undefined ? undefined : { name: qualifiedName(key), entry };
  }, origin);
  return { layer, models: readModels(root, origin, problems) };
}
