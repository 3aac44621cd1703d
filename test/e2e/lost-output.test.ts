import { existsSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { REPOSITORY, runCommand } from "../helpers/built-command.ts";
import { needing } from "../helpers/needing.ts";

/** A file in which no space is ever left; Linux has it. */
const FULL_DEVICE = "/dev/full";

needing(existsSync(FULL_DEVICE) ? undefined : `there is no ${FULL_DEVICE}`).test(
  "a command whose output cannot be written fails and says why",
  async () => {
    const program = path.join(REPOSITORY, "dist", "bin.js");
    const outcome = await runCommand(["list", "--json"], {
      program: ["sh", "-c", `exec "$0" "$@" > ${FULL_DEVICE}`, process.execPath, program],
    });
    expect(outcome).toMatchObject({
      code: 1,
      stderr: "shimmy: The output could not be written: no space is left on the device.\n",
    });
  },
);
