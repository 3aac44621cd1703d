import { expect, it } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import { diskError } from "./disk-error.ts";

const failed = (code: string) => Object.assign(new Error("/secret/path"), { code });

it.each([
  ["ENOSPC", "insufficient_disk"],
  ["EDQUOT", "insufficient_disk"],
  ["EROFS", "forbidden"],
  ["EACCES", "forbidden"],
  ["EIO", "internal"],
])("tells what %s of the disk means, without a path", (system, code) => {
  const error = diskError(failed(system));
  expect(error).toMatchObject({ code, message: expect.not.stringContaining("/secret") });
});

it("leaves other errors as they are", () => {
  const known = new ShimmyError("conflict", "x");
  const unknown = new TypeError("x");
  expect([diskError(known), diskError(unknown)]).toEqual([known, unknown]);
});
