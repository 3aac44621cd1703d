import { readdir, readFile, realpath } from "node:fs/promises";

/**
 * Of some files, those that a process of this user has mapped into its memory, as an engine has its weights. By Linux's
 * `/proc/PID/maps`; on other systems, and for other users' processes, nothing is known.
 *
 * @param procFolder tests may give another one.
 */
export async function mappedFiles(
  files: readonly string[],
  procFolder = "/proc",
): Promise<readonly string[]> {
  const names = await readdir(procFolder).catch(() => []);
  const processes = names.filter((name) => /^\d+$/.test(name));
  const real = await Promise.all(files.map(async (file) => await realpath(file).catch(() => file)));
  const used = new Set<string>();
  for (const process of processes) {
    const maps = await readFile(`${procFolder}/${process}/maps`, "utf8").catch(() => "");
    for (const file of real) if (maps.includes(` ${file}\n`)) used.add(file);
  }
  return files.filter((_, index) => used.has(real[index] ?? ""));
}
