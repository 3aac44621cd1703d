import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { eventually } from "../../../test/helpers/eventually.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { FolderWatcher, type FolderWatcherOptions, type WatchedPlaces } from "./folder-watcher.ts";

const places = (changes: Partial<WatchedPlaces> = {}): WatchedPlaces => ({
  folders: ["/m"],
  missing: [],
  hasRemote: false,
  ...changes,
});

/** A watcher over scripted events. */
function scripted(options: Partial<FolderWatcherOptions> & { readonly refuses?: readonly string[] } = {}) {
  const { refuses = [], ...rest } = options;
  const listeners = new Map<string, (event: string, name: string | null) => void>();
  const errors = new Map<string, () => void>();
  const onChange = vi.fn(() => Promise.resolve());
  const watcher = new FolderWatcher({
    onChange,
    exists: (path) => ["/", "/home", "/m"].includes(path),
    watch: (folder, listener) => {
      if (refuses.includes(folder)) throw Object.assign(new Error("no more"), { code: "ENOSPC" });
      listeners.set(folder, listener);
      return {
        on(event: string, handler: () => void) {
          if (event === "error") errors.set(folder, handler);
          return this;
        },
        close: () => listeners.delete(folder),
      };
    },
    ...rest,
  });
  onTestFinished(() => watcher.close());
  const emit = (folder: string, name: string | null, event = "rename") =>
    listeners.get(folder)?.(event, name);
  return { watcher, onChange, emit, errors, watched: () => [...listeners.keys()].sort() };
}

describe("a watcher of folders", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  test("calls once when many changes have come to rest", async () => {
    const { watcher, onChange, emit } = scripted();
    watcher.follow(places());
    for (let change = 0; change < 20; change++) {
      emit("/m", "a.gguf", "change");
      await pass(100);
    }
    expect(onChange).not.toHaveBeenCalled();
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(1);
    await pass(100_000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("does not wait for ever for changes to end", async () => {
    const { watcher, onChange, emit } = scripted();
    watcher.follow(places());
    for (let change = 0; change < 60; change++) {
      emit("/m", "growing.gguf", "change");
      await pass(100);
    }
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("passes over files on their way", async () => {
    const { watcher, onChange, emit } = scripted();
    watcher.follow(places());
    for (const name of ["a.gguf.part", ".hidden", "x.tmp", "b.incomplete", "c.gguf.aria2", "notes~"])
      emit("/m", name);
    await pass(100_000);
    expect(onChange).not.toHaveBeenCalled();
    emit("/m", null);
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("calls again for what changes while a search runs, and never twice at once", async () => {
    let finish = (): void => {};
    const onChange = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const { watcher, emit } = scripted({ onChange });
    watcher.follow(places());
    emit("/m", "a.gguf");
    await pass(500);
    emit("/m", "b.gguf");
    await pass(60_000);
    expect(onChange).toHaveBeenCalledTimes(1);
    finish();
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  test("waits for missing folders in the nearest one that exists, and heeds nothing else there", async () => {
    const { watcher, onChange, emit, watched } = scripted();
    watcher.follow(places({ missing: ["/home/models", "/home/.ollama/models", "/m/sub"] }));
    expect(watched()).toEqual(["/home", "/m"]);
    emit("/home", ".bash_history", "change");
    await pass(10_000);
    expect(onChange).not.toHaveBeenCalled();
    emit("/home", ".ollama");
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("searches from time to time where the system refuses to watch, and where folders are remote", async () => {
    for (const { watcher, onChange } of [scripted({ refuses: ["/full"] }), scripted()]) {
      watcher.follow(places({ folders: ["/m", "/full"], hasRemote: true }));
      await pass(30_000);
      expect(onChange).toHaveBeenCalledTimes(1);
      watcher.follow(places());
      await pass(300_000);
      expect(onChange).toHaveBeenCalledTimes(1);
    }
  });

  test("falls back to that when watching fails later, or a search does", async () => {
    const { watcher, onChange, errors } = scripted();
    watcher.follow(places());
    errors.get("/m")?.();
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(1);
    onChange.mockRejectedValueOnce(new Error("disk"));
    await pass(30_000);
    expect(onChange).toHaveBeenCalledTimes(2);
    await pass(30_000);
    expect(onChange).toHaveBeenCalledTimes(3);
  });

  test("watches what it is told last, and anew a folder that was replaced", async () => {
    const { watcher, onChange, emit, watched } = scripted();
    watcher.follow(places({ folders: ["/m", "/n"] }));
    watcher.follow(places({ folders: ["/n"] }));
    expect(watched()).toEqual(["/n"]);
    emit("/n", "n");
    expect(watched()).toEqual([]);
    await pass(500);
    expect(onChange).toHaveBeenCalledTimes(1);
    watcher.follow(places({ folders: ["/n"] }));
    expect(watched()).toEqual(["/n"]);
  });

  test("is silent once closed", async () => {
    const { watcher, onChange, emit, watched } = scripted();
    watcher.follow(places({ hasRemote: true }));
    emit("/m", "a.gguf");
    watcher.close();
    watcher.follow(places());
    expect(watched()).toEqual([]);
    await pass(100_000);
    expect(onChange).not.toHaveBeenCalled();
  });
});

test("real folders: a new file and a new folder are noticed", async () => {
  const folder = temporaryFolder();
  let calls = 0;
  const callsAfter = async (change: () => Promise<unknown>) => {
    const before = calls;
    await change();
    return await eventually(
      () => calls - before,
      (count) => count > 0,
    );
  };
  const watcher = new FolderWatcher({
    quietMs: 1,
    onChange: async () => {
      calls += 1;
    },
  });
  onTestFinished(() => watcher.close());
  watcher.follow({ folders: [folder], missing: [join(folder, "deep/er")], hasRemote: false });
  expect(await callsAfter(() => writeFile(join(folder, "a.gguf"), "x"))).toBeGreaterThan(0);
  expect(await callsAfter(() => mkdir(join(folder, "deep")))).toBeGreaterThan(0);
  expect(await callsAfter(() => rm(join(folder, "a.gguf")))).toBeGreaterThan(0);
});
