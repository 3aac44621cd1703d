import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Headers that speak of the upgrade alone. */
const UPGRADE_HEADERS: readonly string[] = ["upgrade", "http2-settings"];

/**
 * Answers an offer to change to any protocol but WebSocket as the HTTP/1.1 request that it is, which the standard
 * lets a server do: Java's client offers `h2c` with every first request, and proxies offer others.
 *
 * @returns a server that never listens; it emits `upgrade` for WebSockets alone.
 */
export function separateWebsocketUpgrades(server: Server): Server {
  const websocketUpgrades = createServer();
  const latestAnswers = new WeakMap<Duplex, ServerResponse>();
  server.on("request", ({ socket }, answer) => latestAnswers.set(socket, answer));
  server.on("upgrade", (request, socket, head) => {
    if (isWebsocketUpgrade(request)) {
      websocketUpgrades.emit("upgrade", request, socket, head);
      return;
    }
    const proceed = () => readAgain(server, request, socket, head);
    const answer = latestAnswers.get(socket);
    // A client that did not wait for an answer: Node would write the next one to the socket at the same time.
    if (answer === undefined || answer.closed) proceed();
    else answer.once("close", proceed);
  });
  return websocketUpgrades;
}

/** A handshake is a GET (RFC 6455, section 4.1); what offers it beside a body is a request of its own. */
function isWebsocketUpgrade({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && tokens(headers.upgrade).includes("websocket");
}

/**
 * Node has let go of the socket and has read no body. The request goes back in front of what has not been read yet,
 * without its offer, and the socket back to Node.
 */
function readAgain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (socket.destroyed) return;
  socket.unshift(Buffer.concat([Buffer.from(plainHead(request), "latin1"), head]));
  server.emit("connection", socket);
}

function plainHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    if (UPGRADE_HEADERS.includes(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === "connection" ? withoutUpgrade(value) : value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A `Connection` header without the names of headers that are gone; `keep-alive` and `close` stay. */
function withoutUpgrade(connection: string): string {
  const kept = tokens(connection).filter((name) => !UPGRADE_HEADERS.includes(name));
  return kept.join(", ");
}

function tokens(header: string | undefined): readonly string[] {
  return (header ?? "").split(",").map((token) => token.trim().toLowerCase());
}
