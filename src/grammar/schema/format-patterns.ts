import type { Automaton } from "../automaton/automaton.ts";
import { determinizeRegex } from "../automaton/determinize-regex.ts";
import { parseRegex } from "../automaton/parse-regex.ts";

const DIGITS_TO_59 = "[0-5][0-9]";
const TIME = `(?:[01][0-9]|2[0-3]):${DIGITS_TO_59}:${DIGITS_TO_59}(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):${DIGITS_TO_59})`;
const LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const DATE =
  "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))" +
  `|${LEAP_YEAR}-02-29)`;
/** A label of at most 61 characters without two hyphens in a row, so that it is never taken for punycode. */
const LABEL = "[A-Za-z0-9](?:-?[A-Za-z0-9]){0,30}";
const HOST = `${LABEL}(?:\\.${LABEL}){0,3}`;
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const GROUP = "[0-9A-Fa-f]{1,4}";
const TAIL = `(?:${GROUP}:${GROUP}|${IPV4})`;
/** RFC 3986, IPv6address. */
const IPV6 = [
  `(?:${GROUP}:){6}${TAIL}`,
  `::(?:${GROUP}:){5}${TAIL}`,
  `(?:${GROUP})?::(?:${GROUP}:){4}${TAIL}`,
  `(?:(?:${GROUP}:){0,1}${GROUP})?::(?:${GROUP}:){3}${TAIL}`,
  `(?:(?:${GROUP}:){0,2}${GROUP})?::(?:${GROUP}:){2}${TAIL}`,
  `(?:(?:${GROUP}:){0,3}${GROUP})?::${GROUP}:${TAIL}`,
  `(?:(?:${GROUP}:){0,4}${GROUP})?::${TAIL}`,
  `(?:(?:${GROUP}:){0,5}${GROUP})?::${GROUP}`,
  `(?:(?:${GROUP}:){0,6}${GROUP})?::`,
].join("|");
const PATH_CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
const PATH = `(?:/${PATH_CHARACTER}*)*`;
const QUERY = `(?:\\?(?:${PATH_CHARACTER}|[/?])*)?(?:#(?:${PATH_CHARACTER}|[/?])*)?`;
const AUTHORITY_PATH = `//${HOST}(?::[0-9]{1,5})?${PATH}`;
/** A path without a host, as in `mailto:` and `urn:`. */
const ROOTLESS_PATH = `${PATH_CHARACTER}+(?:/${PATH_CHARACTER}+)*`;
const URI = `[A-Za-z][A-Za-z0-9+.-]{0,30}:(?:${AUTHORITY_PATH}|${ROOTLESS_PATH})${QUERY}`;
/** A relative one has no empty path segment, which would make it a reference to another host. */
const URI_REFERENCE = `(?:${URI}|(?:/${PATH_CHARACTER}+)*${QUERY})`;
const EMAIL = `[A-Za-z0-9_+-]{1,20}(?:\\.[A-Za-z0-9_+-]{1,20}){0,2}@${LABEL}(?:\\.${LABEL}){1,3}`;
/** RFC 3339, appendix A. */
const DURATION_TIME = "T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)";
const DURATION_DATE = "(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)";
const DURATION = `P(?:${DURATION_TIME}|${DURATION_DATE}(?:${DURATION_TIME})?|[0-9]+W)`.replaceAll(
  "[0-9]+",
  "[0-9]{1,6}",
);
const JSON_POINTER = "(?:/(?:[^~/]|~[01])*)*";

/**
 * Formats that are enforced, as regular expressions of the whole text. Each is a part of what the
 * standard allows (JSON Schema Validation 2020-12, section 7.3) that every validator accepts: no leap
 * seconds, no quoted e-mail names, no IP literals in a URI, only ASCII where others are possible.
 */
const PATTERNS: Readonly<Record<string, string>> = {
  date: DATE,
  time: TIME,
  "date-time": `${DATE}T${TIME}`,
  duration: DURATION,
  email: EMAIL,
  "idn-email": EMAIL,
  hostname: HOST,
  "idn-hostname": HOST,
  ipv4: IPV4,
  ipv6: IPV6,
  uri: URI,
  iri: URI,
  "uri-reference": URI_REFERENCE,
  "iri-reference": URI_REFERENCE,
  // RFC 6570 takes no quote in a template's literal text
  "uri-template": URI_REFERENCE.replaceAll("'", ""),
  uuid: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
  "json-pointer": JSON_POINTER,
  "relative-json-pointer": `(?:0|[1-9][0-9]{0,8})(?:#|${JSON_POINTER})`,
};

const automata = new Map<string, Automaton>();

/**
 * The texts that are written for a format.
 *
 * @returns undefined for names that the standard does not know, which are annotations.
 */
export function formatAutomaton(format: string): Automaton | undefined {
  const pattern = Object.hasOwn(PATTERNS, format) ? PATTERNS[format] : undefined;
  if (pattern === undefined) return undefined;
  const known = automata.get(format);
  if (known !== undefined) return known;
  const subject = `The format ${format}`;
  const automaton = determinizeRegex(parseRegex(`(?:${pattern})`, subject), false, subject);
  automata.set(format, automaton);
  return automaton;
}
