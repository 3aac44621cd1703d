import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { Logger } from "../../observability/logger.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { Listener } from "./listen.ts";

/** The HTTP app as `shimmy serve` handles it; a Fastify app fits. */
export interface ServedApp extends Listener {
  close(): Promise<unknown>;
  readonly server: { closeAllConnections(): void };
}

/** What a server is put together from: passed in, so that tests give lighter parts. */
export interface ServerParts {
  readonly createLogger: (config: ShimmyConfig) => Promise<Logger>;
  readonly createService: (options: {
    readonly config: ShimmyConfig;
    readonly logger: Logger;
  }) => Promise<ShimmyService>;
  readonly createApp: (options: {
    readonly service: ShimmyService;
    readonly logger: Logger;
    readonly version: string;
  }) => Promise<ServedApp>;
  /** Begins to tell when the configuration should be read again. */
  readonly watchConfig: (options: {
    /** A hangup may come of a closed terminal. */
    readonly isOnTerminal: boolean;
    /** @param trigger what happened, for the log. */
    readonly onChange: (trigger: "SIGHUP" | "file") => void;
  }) => ConfigWatch;
}

/** Tells when the configuration should be read again, until it is closed. */
export interface ConfigWatch {
  /** Looks at this file from now on, and at none where it is undefined; its version is that of what is in force. */
  readonly follow: (file: string | undefined, version: string | undefined) => void;
  readonly close: () => void;
}
