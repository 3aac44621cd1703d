import { mkdir, statfs } from "node:fs/promises";
import { ShimmyError } from "../../core/errors.ts";
import { diskError } from "./disk-error.ts";
import { bytesOnDisk, type WantedFile } from "./partial-file.ts";

/**
 * Makes the folder, and sees to it that files fit on its disk.
 *
 * @param spareBytes to be left free.
 * @throws ShimmyError `insufficient_disk` with both figures.
 */
export async function checkDisk(
  folder: string,
  files: readonly WantedFile[],
  spareBytes: number,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const present = await Promise.all(files.map(bytesOnDisk));
    const wanted = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const neededBytes = wanted - present.reduce((sum, bytes) => sum + bytes, 0);
    const freeBytes = bavail * bsize;
    if (neededBytes === 0 || neededBytes + spareBytes <= freeBytes) return;
    throw new ShimmyError(
      "insufficient_disk",
      `The model needs ${megabytes(neededBytes)} more on the disk and ${megabytes(spareBytes)} to spare, and ${megabytes(freeBytes)} are free: free some space, or choose a smaller quantization.`,
      { details: { needed_bytes: neededBytes, free_bytes: freeBytes } },
    );
  } catch (error) {
    throw diskError(error);
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
