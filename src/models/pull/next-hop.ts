import { ShimmyError } from "../../core/errors.ts";

/** Where a request goes next. */
export interface NextHop {
  readonly url: URL;
  /** Whether it is the host that the request began at, the only one that a token is for. */
  readonly isOwnHost: boolean;
}

/** What {@link nextHop} decides by. */
export interface Redirect {
  /** Address that the request began at. */
  readonly start: URL;
  /** Address that redirected. */
  readonly from: URL;
  readonly location: string | undefined;
  /** Redirects followed so far. */
  readonly followed: number;
  readonly mostRedirects: number;
  /** True where the endpoint itself is private, as in a company: redirects may then lead to private hosts too. */
  readonly allowsPrivate: boolean;
  /** Tells a private host by its text. */
  readonly isPrivateHost: (host: string) => boolean;
}

/**
 * Decides on a redirect. A name that leads to a private address is found out when it is looked up.
 *
 * @throws ShimmyError `download_failed` for one that is not followed.
 */
export function nextHop(redirect: Redirect): NextHop {
  const { start, from, location, followed, mostRedirects, allowsPrivate } = redirect;
  if (followed >= mostRedirects) throw refused(from, `redirected more than ${mostRedirects} times`);
  if (location === undefined || !URL.canParse(location, from.href))
    throw refused(from, "redirected to no address");
  const url = new URL(location, from);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refused(from, `redirected to ${url.protocol}, which is not followed`);
  }
  if (from.protocol === "https:" && url.protocol === "http:") {
    throw refused(from, "redirected from https to http, which is not followed");
  }
  if (url.username !== "" || url.password !== "")
    throw refused(from, "redirected to an address with a password");
  // a host is private or not, whatever it redirects to on itself
  if (!allowsPrivate && url.host !== start.host && redirect.isPrivateHost(url.hostname)) {
    throw refused(from, "redirected to a private address, which is not followed");
  }
  return { url, isOwnHost: url.origin === start.origin };
}

function refused(from: URL, what: string): ShimmyError {
  return new ShimmyError("download_failed", `${from.host} ${what}.`);
}
