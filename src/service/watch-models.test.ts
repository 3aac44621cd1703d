import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchModels } from "./watch-models.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("what a search changed is logged, and a search that fails is tried again", async () => {
  const logger = { info: vi.fn(), error: vi.fn() };
  const report = { found: 1, removed: [], problems: [], durationMs: 1 };
  const discover = vi
    .fn()
    .mockResolvedValueOnce({ ...report, added: [] })
    .mockRejectedValueOnce(new Error("disk"))
    .mockResolvedValue({ ...report, added: ["m"] });
  const watcher = watchModels(discover, logger);
  const places = { folders: [], missing: [], hasRemote: true };
  watcher.follow(places);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(logger.info).not.toHaveBeenCalled();
  watcher.follow(places);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(logger.error).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(logger.info).toHaveBeenCalledWith({ added: ["m"], removed: [] }, "models changed on the disk");
  watcher.close();
});
