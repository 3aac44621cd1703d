import { setTimeout as delay } from "node:timers/promises";
import { abortError, ShimmyError } from "../../core/errors.ts";
import type { PartialFile } from "./partial-file.ts";
import type { PullAnswer, PullClient, PullRequest } from "./pull-client.ts";
import type { PullLimits } from "./pull-limits.ts";
import { completedBytes, contentRangeFault, type FileRange } from "./range-plan.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { TransferError } from "./transfer-error.ts";

/** What {@link fetchRanges} works with. */
export interface FetchOptions {
  readonly client: Pick<PullClient, "open">;
  readonly request: PullRequest;
  readonly part: PartialFile;
  readonly limits: PullLimits;
  /** Called with the bytes that are there, often. */
  readonly onProgress: (completedBytes: number) => void;
}

/**
 * Fetches every byte that a file still lacks, several parts at once, each again and again as long as it gets on.
 *
 * @throws ShimmyError `download_failed` for a server that sends something else, or nothing for too long; the first failure ends all.
 */
export async function fetchRanges(options: FetchOptions): Promise<void> {
  const { part, limits } = options;
  try {
    await fetchOpenRanges(options, limits.connections);
  } catch (error) {
    if (!(error instanceof WholeOnly)) throw error;
    part.restart(part.state.sizeBytes);
    await fetchOpenRanges(options, 1);
  }
}

/** The server knows no ranges: the file can only be fetched in one go, from its start. */
class WholeOnly extends Error {}

async function fetchOpenRanges(options: FetchOptions, connections: number): Promise<void> {
  const { part, request } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const open = part.state.ranges.filter(({ done, length }) => done < length);
  const queue = open.values();
  const lane = async (): Promise<void> => {
    try {
      for (const range of queue) await fetchRange(range, { ...options, request: { ...request, signal } });
    } catch (error) {
      // the others end too, and what they say then is not the reason
      if (!failed.signal.aborted) failed.abort(error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, open.length) }, lane));
  await part.save();
  if (request.signal.aborted) throw abortError(request.signal);
  if (failed.signal.aborted) throw failed.signal.reason;
}

async function fetchRange(range: FileRange, options: FetchOptions): Promise<void> {
  const { limits, request } = options;
  let failures = 0;
  let doneBefore = range.done;
  while (range.done < range.length) {
    try {
      await fetchOnce(range, options);
    } catch (error) {
      if (request.signal.aborted || !(error instanceof TransferError)) throw error;
      if (range.done - doneBefore >= limits.progressBytes) failures = 0;
      doneBefore = range.done;
      failures++;
      const waitMs = retryDelayMs(
        { failures, retryAfterMs: error.retryAfterMs, random: Math.random() },
        limits,
      );
      if (waitMs === undefined) throw error;
      await wait(waitMs, request.signal);
    }
  }
}

async function fetchOnce(
  range: FileRange,
  { client, request, part, onProgress }: FetchOptions,
): Promise<void> {
  const { sizeBytes, ranges } = part.state;
  const first = range.start + range.done;
  const last = range.start + range.length - 1;
  const headers = { range: `bytes=${first}-${last}` };
  const answer = await client.open({ ...request, headers });
  try {
    if (answer.status === 206) {
      const fault = contentRangeFault(answer.header("content-range"), { first, last, sizeBytes });
      if (fault !== undefined) throw wrong(request, fault);
    } else {
      checkWhole(answer, request, sizeBytes);
      if (ranges.length > 1) throw new WholeOnly();
      range.done = 0;
    }
    for await (const bytes of answer.body) {
      if (range.done + bytes.length > range.length) throw wrong(request, "sends more than it announced");
      await part.write(bytes, range.start + range.done);
      range.done += bytes.length;
      onProgress(completedBytes(part.state));
      await part.note(performance.now());
    }
  } finally {
    answer.close();
  }
  if (range.done < range.length) {
    const missing = range.length - range.done;
    throw new TransferError(`${request.url.host} ended ${request.label} ${missing} bytes too early.`);
  }
}

function checkWhole(answer: PullAnswer, request: PullRequest, sizeBytes: number): void {
  const stated = answer.header("content-length");
  if (stated === undefined || Number(stated) === sizeBytes) return;
  throw wrong(request, `has a file of ${stated} bytes, where ${sizeBytes} were announced`);
}

function wrong({ url, label }: PullRequest, fault: string): ShimmyError {
  return new ShimmyError("download_failed", `${url.host} ${fault}: ${label} is not pulled.`);
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    throw abortError(signal);
  }
}
