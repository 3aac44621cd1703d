import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A request that came. */
interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** Answers a request in place of the host; returns false to let it answer. */
type Intercept = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** What a host has to give. */
export interface ModelHostOptions {
  /** Files of repositories, by `OWNER/NAME`, then by path. */
  readonly repositories?: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Layers of Ollama's models, by `NAMESPACE/NAME:TAG`, then by kind. */
  readonly models?: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Default 127.0.0.1; `127.0.0.2` is another host of this machine. */
  readonly host?: string;
  /** Address that files are redirected to, as hubs do; default: they are sent at once. */
  readonly redirectTo?: string;
  /** The caller closes it; default: that happens when the running test has ended. */
  readonly shared?: boolean;
}

/** A hub and a registry in one, which may be made to misbehave. */
export interface ModelHost {
  /** Address without a slash at the end. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  intercept: Intercept | undefined;
  close(): Promise<void>;
}

const REVISION = "0123456789abcdef0123456789abcdef01234567";

/** Starts a host on a free port. It speaks the Hugging Face hub's API and an Ollama registry's, with ranges. */
export async function startModelHost(options: ModelHostOptions = {}): Promise<ModelHost> {
  const { repositories = {}, models = {}, redirectTo } = options;
  const blobs = new Map<string, Buffer>();
  for (const content of [repositories, models]
    .flatMap(Object.values)
    .flatMap((files) => Object.values(files))) {
    if (Buffer.isBuffer(content)) blobs.set(sha256Of(content), content);
  }
  const seen: SeenRequest[] = [];
  const host: ModelHost = { url: "", seen, intercept: undefined, close };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    const { range, authorization } = request.headers;
    seen.push({ path, range, authorization });
    response.on("error", () => {});
    if (host.intercept?.(request, response, path) === true) return;
    answer(path, request, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, options.host ?? "127.0.0.1", resolve));
  const { address, port } = server.address() as AddressInfo;
  Object.assign(host, { url: `http://${address}:${port}` });
  if (options.shared !== true) onTestFinished(close);
  return host;

  function answer(path: string, request: IncomingMessage, response: ServerResponse): unknown {
    const [, repository] = /^\/api\/models\/([^?]+)\?blobs=true$/u.exec(path) ?? [];
    if (repository !== undefined) return listRepository(repository, response);
    const [, model, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/u.exec(path) ?? [];
    if (model !== undefined) return sendManifest(`${model}:${tag}`, response);
    const [, owner, file = ""] = /^\/([^/]+\/[^/]+)\/resolve\/[0-9a-f]{40}\/(.+)$/u.exec(path) ?? [];
    const content =
      owner === undefined ? blobs.get(/([0-9a-f]{64})$/u.exec(path)?.[1] ?? "") : repositories[owner]?.[file];
    if (content === undefined) return notFound(response);
    const isCdn = path.startsWith("/cdn/");
    if (redirectTo !== undefined && !isCdn) {
      return response.writeHead(302, { location: `${redirectTo}/cdn/${sha256Of(content)}` }).end("elsewhere");
    }
    return sendContent(content, request, response);
  }

  function listRepository(repository: string, response: ServerResponse): unknown {
    const files = repositories[repository];
    if (files === undefined) return notFound(response);
    const siblings = Object.entries(files).map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: "1",
      lfs: { sha256: sha256Of(content), size: content.length, pointerSize: 130 },
    }));
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify({ id: repository, sha: REVISION, siblings }));
  }

  function sendManifest(model: string, response: ServerResponse): unknown {
    const layers = models[model];
    if (layers === undefined) return notFound(response);
    return response.end(manifestOf(layers));
  }

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}

/** The manifest of a model with these layers; the layer `config` is its configuration. */
export function manifestOf(layers: Readonly<Record<string, Buffer>>): string {
  const { config = Buffer.from("{}"), ...rest } = layers;
  const describe = (mediaType: string, content: Buffer) => ({
    mediaType,
    digest: `sha256:${sha256Of(content)}`,
    size: content.length,
  });
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: describe("application/vnd.docker.container.image.v1+json", config),
    layers: Object.entries(rest).map(([kind, content]) =>
      describe(`application/vnd.ollama.image.${kind}`, content),
    ),
  });
}

/** Sends a content, or the range that is asked for. */
export function sendContent(content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/u.exec(request.headers.range ?? "") ?? [];
  if (first === undefined || last === undefined) {
    response.writeHead(200, { "content-length": content.length }).end(content);
    return;
  }
  const part = content.subarray(Number(first), Number(last) + 1);
  response
    .writeHead(206, {
      "content-length": part.length,
      "content-range": `bytes ${first}-${Number(first) + part.length - 1}/${content.length}`,
    })
    .end(part);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404).end("no such thing");
}

export function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Bytes that look like nothing, the same for the same seed. */
export function someBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
