import { spawnSync } from "node:child_process";
import { describe, type TestContext, test } from "vitest";

/** Tests that need something which a machine may lack. */
export interface NeedingTests {
  describe(title: string, body: () => void): void;
  test(
    title: string,
    body: (context: TestContext) => Promise<void> | void,
    options?: { readonly timeout?: number },
  ): void;
}

/**
 * Tests for where nothing is lacking; elsewhere they are skipped, and their titles say why.
 *
 * @param lacks for each thing that they need, why it is not there; undefined where it is.
 */
export function needing(...lacks: readonly (string | undefined)[]): NeedingTests {
  const lacking = lacks.filter((lack) => lack !== undefined);
  const isSkipped = lacking.length > 0;
  return {
    describe: (title, body) => {
      describe.skipIf(isSkipped)(titleWith(title, lacking), body);
    },
    test: (title, body, options = {}) => {
      test.skipIf(isSkipped)(titleWith(title, lacking), options, body);
    },
  };
}

/** A title that says why its tests are skipped; the title itself where nothing is lacking. */
export function titleWith(title: string, lacking: readonly string[]): string {
  return lacking.length === 0 ? title : `${title} (skipped: ${lacking.join("; ")})`;
}

/** Why a program cannot be run here; undefined where it can. */
export function lackOf(program: string, versionFlag = "--version"): string | undefined {
  return spawnSync(program, [versionFlag]).status === 0 ? undefined : `${program} is not installed`;
}

/** Why what holds on Linux alone is not tested. */
export const NOT_LINUX = process.platform === "linux" ? undefined : "this is not Linux";
/** Why pipes, links and modes of files are not tested. */
export const NOT_POSIX = process.platform === "win32" ? "Windows has no such files" : undefined;
/** Why files that may not be read are not tested. */
export const IS_ROOT = process.getuid?.() === 0 ? "root may read every file" : undefined;
