/**
 * @typedef {object} Random A seeded source of chance: the same seed gives the same data on every machine.
 * @property {() => number} next a number in [0, 1)
 * @property {(min: number, max: number) => number} integer a whole number, both ends included
 * @property {<Item>(items: readonly Item[]) => Item} pick
 * @property {(probability: number) => boolean} chance
 * @property {<Item>(items: readonly Item[]) => Item[]} shuffle a new array
 */

/**
 * Mulberry32, a 32-bit generator by Tommy Ettinger (public domain): short, and good enough to pick words.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min, max) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    pick: (items) => items[integer(0, items.length - 1)],
    chance: (probability) => next() < probability,
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    },
  };
}
