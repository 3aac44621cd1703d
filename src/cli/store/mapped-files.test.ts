import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { mappedFiles } from "./mapped-files.ts";

describe("mappedFiles", () => {
  it("finds files that a process has in memory, by Linux's own list", async () => {
    const folder = realpathSync(temporaryFolder());
    const [used, free] = [join(folder, "used.gguf"), join(folder, "free.gguf")];
    for (const file of [used, free]) writeFileSync(file, "");
    const proc = join(folder, "proc");
    for (const pid of ["17", "18", "self"]) mkdirSync(join(proc, pid), { recursive: true });
    writeFileSync(
      join(proc, "18", "maps"),
      `7f00-7f01 r--s 00000000 08:01 42 ${used}\n7f02-7f03 r--p 00000000 08:01 43 ${free}.bak\n`,
    );
    writeFileSync(join(proc, "self", "maps"), `7f00-7f01 r--s 00000000 08:01 42 ${free}\n`);
    expect(await mappedFiles([used, free], proc)).toEqual([used]);
  });

  it("knows nothing where there is no such list", async () => {
    expect(await mappedFiles(["/models/a.gguf"], "/nowhere")).toEqual([]);
  });
});
