import { expect, test, vi } from "vitest";
import { ProblemLog } from "./problem-log.ts";

test("a problem is logged once as long as it lasts, and a notice quietly", () => {
  const logger = { warn: vi.fn(), debug: vi.fn() };
  const log = new ProblemLog(logger);
  const damaged = { path: "/a", reason: "It is damaged." };
  log.tell([damaged, { path: "/b", reason: "Not ours.", isNotice: true }]);
  log.tell([damaged]);
  expect(logger.warn.mock.calls).toEqual([[{ path: "/a" }, "model passed over: It is damaged."]]);
  expect(logger.debug).toHaveBeenCalledTimes(1);
  log.tell([{ ...damaged, reason: "It is empty." }]);
  log.tell([]);
  log.tell([damaged]);
  expect(logger.warn).toHaveBeenCalledTimes(3);
});
