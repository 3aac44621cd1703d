import { checkDisk } from "./check-disk.ts";
import { downloadFile } from "./download-file.ts";
import type { WantedFile } from "./partial-file.ts";
import type { PullContext } from "./pull-context.ts";

/** A file of a model, and where it comes from. */
export interface SourceFile extends WantedFile {
  readonly url: URL;
  readonly token?: string | undefined;
  /** What a person would call it. */
  readonly label: string;
  readonly isNamedByDigest: boolean;
}

/** Has all files of a model on the disk, one after another; each shows as it comes. */
export async function pullFiles(files: readonly SourceFile[], context: PullContext): Promise<void> {
  const { settings, limits, client, signal, onProgress } = context;
  await checkDisk(settings.storeFolder, files, limits.spareDiskBytes);
  for (const { url, token, label, isNamedByDigest, ...file } of files) {
    const download = {
      file,
      isNamedByDigest,
      request: { url, token, label: JSON.stringify(label), signal },
      onProgress: (completedBytes: number) =>
        onProgress({ type: "file", sha256: file.sha256, label, totalBytes: file.sizeBytes, completedBytes }),
      onVerify: () => onProgress({ type: "verifying" }),
      onHeld: (holder: string) => onProgress({ type: "waiting", label, holder }),
    };
    await downloadFile(download, client, limits);
  }
}
