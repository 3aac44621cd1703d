import { once } from "node:events";
import { connect } from "node:net";
import { onTestFinished } from "vitest";

/** An answer to a {@link bareRequest}. */
interface BareAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/**
 * Writes a request as it stands, for what no client sends, and reads until the server closes the connection.
 *
 * @param address of a server, as `http://127.0.0.1:1234`.
 */
export async function bareRequest(address: string, request: string): Promise<BareAnswer> {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    received += chunk;
  });
  socket.write(request);
  await once(socket, "close");
  const [head = "", ...rest] = received.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head: head.toLowerCase(), body: rest.join("\r\n\r\n") };
}
