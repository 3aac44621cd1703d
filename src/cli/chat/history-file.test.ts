import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { HISTORY_LENGTH, HistoryFile } from "./history-file.ts";

describe("HistoryFile", () => {
  it("gives lines back, the newest first, for their owner alone", async () => {
    const file = join(temporaryFolder(), "made", "history");
    const history = new HistoryFile(file);
    expect(await history.read()).toEqual([]);
    for (const line of ["one", "two\nlines", "  ", "three"]) await history.add(line);
    expect(await history.read()).toEqual(["three", "two\nlines", "one"]);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it("keeps the latest lines, and shortens a file that is far too long", async () => {
    const file = join(temporaryFolder(), "history");
    const lines = Array.from({ length: 3 * HISTORY_LENGTH }, (_, index) => `${index}`);
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const kept = await new HistoryFile(file).read();
    expect(kept).toEqual(lines.slice(-HISTORY_LENGTH).reverse());
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(HISTORY_LENGTH);
  });

  it("passes over lines that are none, and keeps no book", async () => {
    const file = join(temporaryFolder(), "history");
    writeFileSync(file, '"good"\nhalf a li\n7\n');
    const history = new HistoryFile(file);
    await history.add("x".repeat(20_000));
    expect(await history.read()).toEqual(["good"]);
  });

  it("stops nobody where it cannot be written", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const history = new HistoryFile(join(file, "history"));
    await history.add("line");
    expect(await history.read()).toEqual([]);
  });
});
