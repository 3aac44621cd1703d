import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { ShimmyError } from "../../core/errors.ts";

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Looks a host's addresses up, as `net.connect` asks for it. */
export type Lookup = (host: string, options: LookupOptions, callback: LookupCallback) => void;

/**
 * A lookup that gives no private address, for hosts that somebody else named. It stands in the connection itself, so that no
 * second answer of the name server can bring in another address.
 */
export function guardedLookup(isPrivate: (address: string) => boolean, resolve: Lookup = lookupAll): Lookup {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = [found].flat().filter((entry) => typeof entry === "object");
      const allowed = addresses.filter(({ address }) => !isPrivate(address));
      const [first] = allowed;
      if (first === undefined) return callback(privateAddress(host), []);
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** Every address of a host by the system's own resolver. */
export const lookupAll: Lookup = (host, options, callback) => {
  lookup(host, { ...options, all: true }, callback);
};

function privateAddress(host: string): ShimmyError {
  return new ShimmyError("download_failed", `${host} leads to a private address, which is not followed.`);
}
