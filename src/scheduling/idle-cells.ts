/** Cells that cost no request a time that could be measured, and hold a short conversation. */
const HARMLESS_CELLS = 256;

/** Share of the running requests' own cells that idle ones may be. */
const BESIDE_RUNNING = 1 / 8;

/** Share of all cells that may stay idle while nobody pays for them. */
const WHILE_QUIET = 1 / 4;

/**
 * How many KV cells finished sequences may keep. Attention walks over every cell up to the last one in use, for each token
 * and head, whoever holds it: with 4,096 idle cells a model of 494M parameters wrote 11 % slower for one request, and a
 * quarter slower for 32. What leaves the cells is saved in memory and comes back in a thousandth of the time that
 * computing it takes, so that little is lost.
 *
 * @param cells of the context, all together.
 * @param runningCells held by running requests.
 * @param isSaved whether what leaves the cells is kept elsewhere: then none stay beside running requests.
 */
export function idleCellsAllowed(cells: number, runningCells: number, isSaved: boolean): number {
  const quiet = Math.floor(cells * WHILE_QUIET);
  if (runningCells === 0) return quiet;
  if (isSaved) return 0;
  return Math.min(quiet, Math.max(HARMLESS_CELLS, Math.floor(runningCells * BESIDE_RUNNING)));
}
