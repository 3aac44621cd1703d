/** The part of a WebSocket that keeping it alive needs. */
interface PingableSocket {
  on(event: "pong" | "message" | "close", listener: () => void): unknown;
  ping(): void;
  terminate(): void;
}

/** Pings every socket and cuts off those that no longer answer. */
export interface KeepAlive {
  add(socket: PingableSocket): void;
  /** One round: who has not answered the round before is gone. */
  sweep(): void;
  stop(): void;
}

/** One timer for all sockets, so that a thousand idle ones cost one wake-up a round. */
export function createKeepAlive(intervalMs: number): KeepAlive {
  const answered = new Map<PingableSocket, boolean>();
  const sweep = () => {
    for (const [socket, alive] of answered) {
      if (alive) {
        answered.set(socket, false);
        socket.ping();
      } else {
        socket.terminate();
      }
    }
  };
  const timer = setInterval(sweep, intervalMs);
  timer.unref();
  return {
    add: (socket) => {
      const revive = () => answered.set(socket, true);
      revive();
      socket.on("pong", revive);
      socket.on("message", revive);
      socket.on("close", () => answered.delete(socket));
    },
    sweep,
    stop: () => clearInterval(timer),
  };
}
