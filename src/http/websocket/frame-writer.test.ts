import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SOCKET_HIGH_WATER_BYTES, SOCKET_OVERFLOW_BYTES } from "../http-limits.ts";
import { createFrameWriter, type WritableSocket } from "./frame-writer.ts";
import { createKeepAlive } from "./keep-alive.ts";

function fakeSocket(bufferedAmount: number, readyState: 1 | 3 = 1) {
  const flushes: (() => void)[] = [];
  const socket = {
    OPEN: 1,
    readyState,
    bufferedAmount,
    send: vi.fn((_data: unknown, flushed?: unknown) => {
      if (typeof flushed === "function") flushes.push(() => flushed());
    }),
    terminate: vi.fn(),
  } satisfies WritableSocket;
  return {
    socket,
    flush: () => {
      for (const flushed of flushes.splice(0)) flushed();
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createFrameWriter", () => {
  it("does not wait while the client keeps up", async () => {
    const { socket } = fakeSocket(0);
    await createFrameWriter(socket, 1_000).write("a");
    expect(socket.send).toHaveBeenCalledWith("a");
  });

  it("waits for a slow client and goes on when it has read", async () => {
    const { socket, flush } = fakeSocket(SOCKET_HIGH_WATER_BYTES);
    const written = vi.fn();
    const write = createFrameWriter(socket, 1_000).write("a").then(written);
    await vi.advanceTimersByTimeAsync(500);
    expect(written).not.toHaveBeenCalled();
    flush();
    await write;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(socket.terminate).not.toHaveBeenCalled();
  });

  it("cuts off a client that does not read at all", async () => {
    const { socket } = fakeSocket(SOCKET_HIGH_WATER_BYTES);
    const write = createFrameWriter(socket, 1_000).write("a");
    await vi.advanceTimersByTimeAsync(1_000);
    await write;
    expect(socket.terminate).toHaveBeenCalledTimes(1);
  });

  it("cuts off a client that makes the server hold too much, and writes nothing to a closed socket", async () => {
    const flooded = fakeSocket(SOCKET_OVERFLOW_BYTES + 1).socket;
    await createFrameWriter(flooded, 1_000).write("a");
    expect(flooded.terminate).toHaveBeenCalledTimes(1);
    const gone = fakeSocket(0, 3).socket;
    await createFrameWriter(gone, 1_000).write("a");
    expect(gone.send).not.toHaveBeenCalled();
  });
});

describe("createKeepAlive", () => {
  function pingable() {
    const listeners = new Map<string, () => void>();
    const on = vi.fn((event: string, listener: () => void) => listeners.set(event, listener));
    const socket = { on, ping: vi.fn(), terminate: vi.fn() };
    return { socket, emit: (event: string) => listeners.get(event)?.() };
  }

  it("pings every socket each round and cuts off the one that missed a round", () => {
    const keepAlive = createKeepAlive(100);
    const [lively, talker, dead, left] = [pingable(), pingable(), pingable(), pingable()];
    for (const { socket } of [lively, talker, dead, left]) keepAlive.add(socket);
    vi.advanceTimersByTime(100);
    lively.emit("pong");
    talker.emit("message");
    left.emit("close");
    vi.advanceTimersByTime(100);
    expect(lively.socket.ping).toHaveBeenCalledTimes(2);
    expect(talker.socket.terminate).not.toHaveBeenCalled();
    expect(dead.socket.terminate).toHaveBeenCalledTimes(1);
    expect(left.socket.terminate).not.toHaveBeenCalled();
    keepAlive.stop();
    vi.advanceTimersByTime(1_000);
    expect(lively.socket.ping).toHaveBeenCalledTimes(2);
  });
});
