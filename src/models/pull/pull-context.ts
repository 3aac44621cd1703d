import type { PullClient, PullNetwork } from "./pull-client.ts";
import type { PullLimits } from "./pull-limits.ts";
import type { PullProgress } from "./pull-progress.ts";

/** Where models are pulled from, and by which way: the part of the configuration that pulling needs. */
export interface PullSettings {
  /** Absolute path of the folder that pulled models are kept in. */
  readonly storeFolder: string;
  /** Nothing is asked of the network. */
  readonly offline: boolean;
  readonly huggingFace: { readonly endpoint: string; readonly token: string | undefined };
  readonly ollamaEndpoint: string;
  readonly proxy: { readonly http: string; readonly https: string; readonly none: string };
}

/** How one pull is watched and stopped. */
export interface PullOptions {
  readonly settings: PullSettings;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
  /** Tests narrow them. */
  readonly limits?: Partial<PullLimits>;
  /** Tests have their own. */
  readonly network?: PullNetwork;
}

/** What the parts of one pull share. */
export interface PullContext extends Omit<PullOptions, "limits" | "network"> {
  readonly limits: PullLimits;
  readonly client: Pick<PullClient, "open">;
}

/** A model that is on the disk now. */
export interface PulledModel {
  /** Absolute path of the file to load: the only one, or the first shard. */
  readonly path: string;
  /** The name that the source gives it, where that is not its file's. */
  readonly name: string | undefined;
}
