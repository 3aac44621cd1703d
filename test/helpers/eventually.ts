import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 10;
const LIMIT_MS = 20_000;

/**
 * Asks again and again until the answer is as wished, and returns it.
 *
 * @throws Error with the last answer when it never was.
 */
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  isAsWished: (value: Value) => boolean,
): Promise<Value> {
  const deadlineMs = Date.now() + LIMIT_MS;
  for (;;) {
    const value = await ask();
    if (isAsWished(value)) return value;
    if (Date.now() > deadlineMs) throw new Error(`It never came to be; at last: ${JSON.stringify(value)}`);
    await wait(POLL_MS);
  }
}
