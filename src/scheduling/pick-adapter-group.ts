/** A request as far as its adapters go. */
export interface AdapterMember {
  /** Same key, same adapters at the same strength. */
  readonly adapterKey: string;
}

/** Who computes in a step, and whose turn it is after that. */
export interface AdapterGroup<Member> {
  /** In the order given. */
  readonly members: readonly Member[];
  /** Keys, the next one first; hand it in at the next step. */
  readonly turns: readonly string[];
}

/**
 * Chooses the requests of one decode step, since adapters act on a step as a whole: all those of the
 * group whose turn it is. Groups take turns; a new one queues behind those that wait, and one that was
 * served goes to the end. So with n groups each waits n - 1 steps at most, whoever comes or goes.
 *
 * @param running all requests, the oldest first.
 * @param turns what the last call returned; empty at first.
 */
export function pickAdapterGroup<Member extends AdapterMember>(
  running: readonly Member[],
  turns: readonly string[],
): AdapterGroup<Member> {
  const present = new Set(running.map(({ adapterKey }) => adapterKey));
  const [next, ...others] = new Set([...turns.filter((key) => present.has(key)), ...present]);
  if (next === undefined) return { members: [], turns: [] };
  if (others.length === 0) return { members: running, turns: [next] };
  return { members: running.filter(({ adapterKey }) => adapterKey === next), turns: [...others, next] };
}
