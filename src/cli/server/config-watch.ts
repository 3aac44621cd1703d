import { closeSync, openSync, unwatchFile, watchFile } from "node:fs";
import type { ServerParts } from "./server-parts.ts";

/** Between two looks at the file. Looking works on network folders, bind mounts and links, where events of the system do not. */
const LOOK_INTERVAL_MS = 1_000;
/** After a change, for an editor to finish writing. */
const SETTLE_MS = 100;

/** Looks at the configuration file, and listens for SIGHUP, in this process. */
export const watchConfigOfProcess: ServerParts["watchConfig"] = ({ isOnTerminal, onChange }) => {
  let followed: string | undefined;
  let settling: NodeJS.Timeout | undefined;
  const onHangup = (): void => {
    // a closed terminal sends the same signal, and takes the server with it
    if (isOnTerminal && !hasTerminal()) process.kill(process.pid, "SIGTERM");
    else onChange("SIGHUP");
  };
  const onFile = (): void => {
    clearTimeout(settling);
    settling = setTimeout(() => onChange("file"), SETTLE_MS).unref();
  };
  process.on("SIGHUP", onHangup);
  const stopFollowing = (): void => {
    if (followed !== undefined) unwatchFile(followed, onFile);
    followed = undefined;
  };
  return {
    follow: (file) => {
      if (file === followed) return;
      stopFollowing();
      if (file !== undefined) watchFile(file, { interval: LOOK_INTERVAL_MS, persistent: false }, onFile);
      followed = file;
    },
    close: () => {
      clearTimeout(settling);
      stopFollowing();
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
