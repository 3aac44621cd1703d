/**
 * Whether flash attention pays on a CPU. It saves memory traffic with long heads; with short ones its
 * loop over single rows costs more than the two matrix products it stands for. Measured with heads of
 * 32 and 64 numbers: half the throughput of a small model lost, a sixth of a larger one's gained.
 *
 * @param keyLength numbers in one head's key; 0 when unknown.
 */
export function prefersFlashAttention(keyLength: number): boolean {
  return keyLength === 0 || keyLength >= SHORTEST_PAYING_HEAD;
}

const SHORTEST_PAYING_HEAD = 64;
