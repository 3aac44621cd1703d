import { expect, test } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import type { NativePointer } from "./native-types.ts";
import { bindSlow, SamplerCache } from "./sampler-cache.ts";

/** A cache over samplers that are numbers, made when the test says so. */
function openCache(capacity: number) {
  const freed: NativePointer[] = [];
  const made: string[] = [];
  const underWay: ((made: bigint | null, error?: Error) => void)[] = [];
  const cache = new SamplerCache(
    {
      llama_sampler_clone: (sampler) => (sampler === null ? null : sampler + 100n),
      llama_sampler_free: (sampler) => {
        freed.push(sampler);
      },
    },
    capacity,
  );
  const make = Object.assign(
    (name: string) => {
      made.push(name);
      return BigInt(made.length);
    },
    {
      async: (name: string, done: (error: Error | null, sampler: NativePointer) => void) => {
        made.push(name);
        underWay.push((sampler, error) => done(error ?? null, sampler));
      },
    },
  );
  const recipe = (key: string) => ({
    key,
    make: bindSlow(make, key),
    refusal: () => new ShimmyError("invalid_request", key),
  });
  return { cache, recipe, made, freed, underWay };
}

test("makes a sampler once for all who ask while it is made, and clones it", async () => {
  const { cache, recipe, made, underWay } = openCache(2);
  const waits = [cache.prepare(recipe("a")), cache.prepare(recipe("a"))];
  expect(cache.isIdle).toBe(false);
  underWay[0]?.(7n);
  await Promise.all(waits);
  expect(cache.isIdle).toBe(true);
  expect(cache.prepare(recipe("a"))).toBeUndefined();
  expect([cache.take(recipe("a")), cache.take(recipe("a"))]).toEqual([107n, 107n]);
  expect(made).toEqual(["a"]);
});

test("makes at once what was not prepared", () => {
  const { cache, recipe } = openCache(2);
  expect(cache.take(recipe("a"))).toBe(101n);
});

test("frees the one used longest ago", () => {
  const { cache, recipe, freed, made } = openCache(2);
  for (const key of ["a", "b", "a", "c", "a"]) cache.take(recipe(key));
  expect(made).toEqual(["a", "b", "c"]);
  expect(freed).toEqual([2n]);
  cache.free();
  expect(freed).toEqual([2n, 3n, 1n]);
});

test("says what was refused, to everybody, and tries again", async () => {
  const { cache, recipe, underWay } = openCache(2);
  const waits = [cache.prepare(recipe("a")), cache.prepare(recipe("a"))];
  underWay[0]?.(null);
  for (const wait of waits)
    await expect(wait).rejects.toMatchObject({ code: "invalid_request", message: "a" });
  const failing = cache.prepare(recipe("a"));
  underWay[1]?.(null, new Error("no thread"));
  await expect(failing).rejects.toThrow("no thread");
  expect(cache.isIdle).toBe(true);
});

test("keeps nothing that comes after the end, or twice", async () => {
  const { cache, recipe, freed, underWay } = openCache(2);
  const wait = cache.prepare(recipe("a"));
  expect(cache.take(recipe("a"))).toBe(102n);
  underWay[0]?.(7n);
  await wait;
  expect(freed).toEqual([7n]);
  const late = cache.prepare(recipe("b"));
  cache.free();
  underWay[1]?.(8n);
  await late;
  await cache.idle();
  expect(freed).toEqual([7n, 2n, 8n]);
});
