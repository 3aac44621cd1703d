const OLDEST = [20, 19];

/** Ends with one clear line when this Node.js is too old; the syntax here is one that old versions still read. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  process.stderr.write(
    `Shimmy needs Node.js ${OLDEST.join(".")} or newer and this is ${process.versions.node}: install a newer one from https://nodejs.org.\n`,
  );
  process.exit(1);
}
