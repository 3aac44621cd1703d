import type { WebSocket } from "@fastify/websocket";
import { SOCKET_HIGH_WATER_BYTES, SOCKET_OVERFLOW_BYTES } from "../http-limits.ts";

/** The part of a WebSocket that writing needs. */
export type WritableSocket = Pick<WebSocket, "bufferedAmount" | "readyState" | "OPEN" | "send" | "terminate">;

/** Writes frames at the pace at which the client reads them. */
export interface FrameWriter {
  /** Resolves when the next frame may follow; at once while the client keeps up. */
  write(frame: string): Promise<void>;
}

/**
 * A writer that waits while much is unsent, and cuts off a client that reads nothing for `idleMs` or
 * leaves more unsent than a server should hold for it.
 */
export function createFrameWriter(socket: WritableSocket, idleMs: number): FrameWriter {
  return {
    async write(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > SOCKET_OVERFLOW_BYTES) {
        socket.terminate();
        return;
      }
      if (socket.bufferedAmount < SOCKET_HIGH_WATER_BYTES) {
        socket.send(frame);
        return;
      }
      await sendAndDrain(socket, frame, idleMs);
    },
  };
}

function sendAndDrain(socket: WritableSocket, frame: string, idleMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket.terminate();
      resolve();
    }, idleMs);
    socket.send(frame, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
