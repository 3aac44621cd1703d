import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What a proxy may be made to do. */
export interface ConnectProxyOptions {
  /** `USER:PASSWORD` that it wants; default none. */
  readonly credentials?: string;
  /** Answers every CONNECT with this status; default: it opens the tunnel. */
  readonly refuseWith?: number;
  /** Never answers. */
  readonly silent?: boolean;
}

/** A real proxy that opens tunnels by CONNECT and forwards nothing else. */
export interface ConnectProxy {
  /** `HOST:PORT` of the proxy. */
  readonly host: string;
  /** Targets that were asked for, as `HOST:PORT`. */
  readonly asked: readonly string[];
  /** Bytes that came back through its tunnels. */
  readonly carriedBytes: () => number;
}

/** Starts a proxy on a free port; it ends with the running test. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let carried = 0;
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.on("connect", (request, client) => {
    const target = request.url ?? "";
    asked.push(target);
    const { credentials, refuseWith, silent = false } = options;
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    const given = request.headers["proxy-authorization"];
    const status = wanted !== undefined && given !== wanted ? 407 : refuseWith;
    if (silent) return;
    if (status !== undefined) {
      client.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on("data", ({ length }) => {
      carried += length;
    });
    upstream.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, asked, carriedBytes: () => carried };
}
