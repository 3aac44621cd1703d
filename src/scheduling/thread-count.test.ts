import { expect, test } from "vitest";
import { chooseThreadCount } from "./thread-count.ts";

test.each([
  [{ physicalCores: 8, allowedCpus: 16, quotaCpus: undefined }, 7],
  [{ physicalCores: 2, allowedCpus: 4, quotaCpus: undefined }, 2],
  [{ physicalCores: 1, allowedCpus: 2, quotaCpus: undefined }, 1],
  [{ physicalCores: 64, allowedCpus: 128, quotaCpus: 4 }, 3],
  [{ physicalCores: 64, allowedCpus: 128, quotaCpus: 0.5 }, 1],
  [{ physicalCores: 16, allowedCpus: 3, quotaCpus: undefined }, 2],
])("takes the cores that are granted, and leaves one to the server: %o", (grant, threads) => {
  expect(chooseThreadCount(grant)).toBe(threads);
});
