import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { broken, type Finding, ok } from "./finding.ts";
import { judgeDisk } from "./judge-machine.ts";

/** Whether Shimmy may write where it keeps data, read where it looks for models, and has room on the disk. */
export async function checkFolders(config: ShimmyConfig): Promise<readonly Finding[]> {
  const { dataFolder, prefixStore } = config;
  const written = [dataFolder, prefixStore.diskMib > 0 ? prefixStore.folder : undefined].filter(
    (folder) => folder !== undefined,
  );
  const findings = await Promise.all([
    ...written.map(checkWritten),
    ...config.modelDirs.map(({ path, explicit }) => checkRead(path, explicit)),
    ...(dataFolder === undefined ? [] : [checkDisk(dataFolder)]),
  ]);
  const told = findings.filter((finding) => finding !== undefined);
  const areFine = told.every(({ check, status }) => check !== "folders" || status === "ok");
  return areFine ? [ok("folders", "Folders can be read and written as needed"), ...told] : told;
}

async function checkWritten(folder: string): Promise<Finding | undefined> {
  const place = await nearestExisting(folder);
  const isAllowed = await may(place, constants.W_OK | constants.X_OK);
  if (isAllowed && (await stat(place)).isDirectory()) return undefined;
  return broken("folders", `${place} may not be written`, `give this user the right: chown "$USER" ${place}`);
}

/** A folder that the person named must be there; the usual ones need not. */
async function checkRead(folder: string, isNamed: boolean): Promise<Finding | undefined> {
  if (!(await may(folder, constants.F_OK))) {
    return isNamed
      ? broken(
          "folders",
          `${folder} does not exist`,
          "make it, or take it out of --model-dirs and SHIMMY_MODEL_PATHS",
        )
      : undefined;
  }
  if (await may(folder, constants.R_OK | constants.X_OK)) return undefined;
  return broken("folders", `${folder} may not be read`, `give this user the right: chmod u+rx ${folder}`);
}

async function checkDisk(folder: string): Promise<Finding | undefined> {
  const place = await nearestExisting(folder);
  const { bavail, bsize } = await statfs(place);
  return judgeDisk(place, bavail * bsize);
}

async function nearestExisting(folder: string): Promise<string> {
  if (await may(folder, constants.F_OK)) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : await nearestExisting(parent);
}

async function may(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
