import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../../../test/helpers/eventually.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { fileVersion } from "../../config/file/file-version.ts";
import { watchConfigOfProcess } from "./config-watch.ts";

function watch() {
  const triggers: string[] = [];
  const watching = watchConfigOfProcess({
    isOnTerminal: false,
    onChange: (trigger) => triggers.push(trigger),
  });
  onTestFinished(() => watching.close());
  return { triggers, watching };
}

it("tells of SIGHUP until it is closed", () => {
  const before = process.listenerCount("SIGHUP");
  const { triggers, watching } = watch();
  process.emit("SIGHUP");
  expect(triggers).toEqual(["SIGHUP"]);
  watching.close();
  expect(process.listenerCount("SIGHUP")).toBe(before);
});

it("tells of a followed file that is written, and of one that takes its name", async () => {
  const file = path.join(temporaryFolder(), "shimmy.toml");
  writeFileSync(file, "a");
  const { triggers, watching } = watch();
  watching.follow(file, fileVersion(file));
  writeFileSync(file, "ab");
  await eventually(
    () => triggers.length,
    (count) => count >= 1,
  );
  writeFileSync(`${file}.new`, "abc");
  renameSync(`${file}.new`, file);
  await eventually(
    () => triggers.length,
    (count) => count >= 2,
  );
  watching.follow(undefined, undefined);
  expect(new Set(triggers)).toEqual(new Set(["file"]));
});
