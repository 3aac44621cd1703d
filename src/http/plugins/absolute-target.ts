/** A request's target in the form for proxies. */
interface AbsoluteTarget {
  /** Host and port; it counts in place of the `Host` header. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
}

/** Takes `http://host:port/path?query` apart, which every server has to understand (RFC 9112, section 3.2.2); undefined for other forms. */
export function absoluteTarget(url: string): AbsoluteTarget | undefined {
  const [, authority, rest] = /^https?:\/\/([^/?#]*)(.*)$/isu.exec(url) ?? [];
  if (authority === undefined || rest === undefined) return undefined;
  return { authority, path: rest.startsWith("/") ? rest : `/${rest}` };
}
