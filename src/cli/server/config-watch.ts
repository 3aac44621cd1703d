import { closeSync, openSync } from "node:fs";
import { fileVersion } from "../../config/file/file-version.ts";
import type { ServerParts } from "./server-parts.ts";

/** Between two looks at the file. Looking works on network folders, bind mounts and links, where events of the system do not. */
const LOOK_INTERVAL_MS = 1_000;
/** After a change, for an editor to finish writing. */
const SETTLE_MS = 100;

/** Looks at the configuration file, and listens for SIGHUP, in this process. */
export const watchConfigOfProcess: ServerParts["watchConfig"] = ({ isOnTerminal, onChange }) => {
  let looking: NodeJS.Timeout | undefined;
  let settling: NodeJS.Timeout | undefined;
  const onHangup = (): void => {
    // a closed terminal sends the same signal, and takes the server with it
    if (isOnTerminal && !hasTerminal()) process.kill(process.pid, "SIGTERM");
    else onChange("SIGHUP");
  };
  const stopLooking = (): void => {
    clearInterval(looking);
    clearTimeout(settling);
  };
  process.on("SIGHUP", onHangup);
  return {
    follow: (file, version) => {
      stopLooking();
      if (file === undefined) return;
      let known = version;
      looking = setInterval(() => {
        const now = fileVersion(file);
        if (now === known) return;
        known = now;
        clearTimeout(settling);
        settling = setTimeout(() => onChange("file"), SETTLE_MS).unref();
      }, LOOK_INTERVAL_MS).unref();
    },
    close: () => {
      stopLooking();
      process.off("SIGHUP", onHangup);
    },
  };
};

/** Whether the terminal that the process was started on is still there. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
