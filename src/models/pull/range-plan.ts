import { isRecord, parseJson } from "./json-value.ts";

/** A part of a file that one request asks for. */
export interface FileRange {
  /** First byte. */
  readonly start: number;
  readonly length: number;
  /** Bytes of it that are on the disk, from its start on. */
  done: number;
}

/** How far a download is. */
export interface DownloadState {
  readonly sizeBytes: number;
  /** Digest that the whole is to have: a download of another file's is none to go on with. */
  readonly sha256: string;
  readonly rangeBytes: number;
  readonly ranges: readonly FileRange[];
}

const VERSION = 1;

/** A download that has not begun. */
export function planDownload(
  file: { readonly sizeBytes: number; readonly sha256: string },
  rangeBytes: number,
): DownloadState {
  const { sizeBytes, sha256 } = file;
  const count = Math.ceil(sizeBytes / rangeBytes);
  const ranges = Array.from({ length: count }, (_, index) => {
    const start = index * rangeBytes;
    return { start, length: Math.min(rangeBytes, sizeBytes - start), done: 0 };
  });
  return { sizeBytes, sha256, rangeBytes, ranges };
}

/** Bytes that are on the disk. */
export function completedBytes({ ranges }: DownloadState): number {
  return ranges.reduce((sum, { done }) => sum + done, 0);
}

/** The state as its file holds it. */
export function formatDownloadState({ ranges, ...file }: DownloadState): string {
  return `${JSON.stringify({ version: VERSION, ...file, done: ranges.map(({ done }) => done) })}\n`;
}

/** The state of the download of that very file; undefined where the text is none. */
export function parseDownloadState(
  text: string,
  file: { readonly sizeBytes: number; readonly sha256: string },
): DownloadState | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || value.version !== VERSION) return undefined;
  const { sizeBytes, sha256, rangeBytes, done } = value;
  if (sizeBytes !== file.sizeBytes || sha256 !== file.sha256) return undefined;
  if (typeof rangeBytes !== "number" || !Number.isSafeInteger(rangeBytes) || rangeBytes < 1) return undefined;
  if (!Array.isArray(done) || done.length !== Math.ceil(file.sizeBytes / rangeBytes)) return undefined;
  const plan = planDownload(file, rangeBytes);
  for (const [index, range] of plan.ranges.entries()) {
    const bytes: unknown = done[index];
    if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0 || bytes > range.length)
      return undefined;
    range.done = bytes;
  }
  return plan;
}

/**
 * What is wrong with the head of an answer to a request for a range; undefined where nothing is.
 *
 * @param contentRange header of a 206 (RFC 9110, 14.4).
 */
export function contentRangeFault(
  contentRange: string | undefined,
  asked: { readonly first: number; readonly last: number; readonly sizeBytes: number },
): string | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/u.exec(contentRange?.trim() ?? "");
  if (match === null) return "does not say which part it sends";
  const [, first, last, size] = match;
  if (Number(first) !== asked.first || Number(last) > asked.last)
    return "sends another part than the one asked for";
  if (size !== "*" && Number(size) !== asked.sizeBytes) {
    return `has a file of ${size} bytes, where ${asked.sizeBytes} were announced`;
  }
  return undefined;
}
