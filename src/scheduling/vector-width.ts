/**
 * Whether a model's attention runs faster on 256-bit than on 512-bit vectors. llama.cpp's 512-bit
 * kernels take 64 numbers of a head at once and the rest one by one: with shorter heads that is all
 * of them. Measured with heads of 32 numbers, 256 bits doubled the throughput; with 64 they lost a tenth.
 *
 * @param keyLength numbers in one head's key; 0 when unknown.
 */
export function prefersNarrowVectors(keyLength: number): boolean {
  return keyLength > 0 && keyLength < WIDE_STEP;
}

/** Numbers that a 512-bit kernel takes at once. */
const WIDE_STEP = 64;
