import { join } from "node:path";
import { ShimmyError } from "../../src/core/errors.ts";
import { lookupAll } from "../../src/models/pull/guarded-lookup.ts";
import type { PullNetwork } from "../../src/models/pull/pull-client.ts";
import type { PullOptions, PullSettings } from "../../src/models/pull/pull-context.ts";
import type { PullLimits } from "../../src/models/pull/pull-limits.ts";
import { pullModel } from "../../src/models/pull/pull-model.ts";
import type { PullProgress } from "../../src/models/pull/pull-progress.ts";
import { parsePullSource } from "../../src/models/pull/pull-source.ts";
import { type ModelHost, someBytes } from "./model-host.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const KIB = 1024;
/** The file that hosts have, of five ranges. */
export const FILE = someBytes(300 * KIB);
/** The repository that {@link pullFrom} pulls where no other is named. */
export const REPOSITORY = { "acme/tiny": { "tiny-Q4_K_M.gguf": FILE } };

/** Everything short, so that misbehaviour ends soon. */
const LIMITS: Partial<PullLimits> = {
  rangeBytes: 64 * KIB,
  headMs: 20_000,
  stallMs: 20_000,
  leastBytes: 1,
  failures: 3,
  firstDelayMs: 1,
  longestDelayMs: 5,
  saveMs: 0,
  spareDiskBytes: 0,
  lockExpiryMs: 60_000,
};
/** 127.0.0.1 plays the internet, and 127.0.0.2 a machine behind its firewall. */
export const NETWORK: PullNetwork = {
  isPrivateAddress: (address) => address === "127.0.0.2",
  isPrivateHost: (host) => host === "127.0.0.2",
  lookup: lookupAll,
};

interface PullSetup {
  readonly settings?: Partial<PullSettings>;
  readonly limits?: Partial<PullLimits>;
  readonly network?: PullNetwork;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
}

/** Makes ready to pull from a host, within short limits, into a folder of its own. */
export function pullFrom(host: Pick<ModelHost, "url">, setup: PullSetup = {}) {
  const storeFolder = setup.settings?.storeFolder ?? join(temporaryFolder(), "models");
  const told: PullProgress[] = [];
  const options: PullOptions = {
    settings: {
      storeFolder,
      offline: false,
      huggingFace: { endpoint: host.url, token: "hf_secret" },
      ollamaEndpoint: host.url,
      proxy: { http: "", https: "", none: "" },
      ...setup.settings,
    },
    signal: setup.signal ?? new AbortController().signal,
    onProgress: (progress) => {
      told.push(progress);
      setup.onProgress?.(progress);
    },
    limits: { ...LIMITS, ...setup.limits },
    network: setup.network ?? NETWORK,
  };
  const file = join(storeFolder, "huggingface/acme/tiny/tiny-Q4_K_M.gguf");
  return {
    storeFolder,
    file,
    told,
    pull: (name = "hf:acme/tiny") => pullModel(parsePullSource(name), options),
  };
}

/** The error that a pull fails with. */
export async function failure(pull: Promise<unknown>): Promise<ShimmyError> {
  const error: unknown = await pull.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ShimmyError)) throw new Error(`It did not fail as expected: ${String(error)}`);
  return error;
}

/** Whether a path is that of a file, not of a list. */
export const isContent = (path: string) =>
  path.includes("/resolve/") || path.includes("/blobs/") || path.startsWith("/cdn/");
