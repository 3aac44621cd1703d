/** Memory of one GPU. */
export interface GpuMemory {
  readonly name: string;
  /** Free memory, in bytes; undefined where the driver does not tell. */
  readonly freeBytes: number | undefined;
}

/** What a model's layers take on a GPU. */
export interface LayerSizes {
  /** Weights, KV cells and state of each block, in bytes, in order. */
  readonly blockBytes: readonly number[];
  /** Of the output layer. */
  readonly outputBytes: number;
  /** Results of a step, on each GPU that has a layer. */
  readonly computeBytes: number;
}

/** Left free on each GPU: the driver and other programs move. */
const RESERVED_BYTES = 512 * 1024 ** 2;

/**
 * How many layers fit onto the GPUs, the output layer counted as one: 0 to one more than there are blocks. llama.cpp
 * puts the last layers there first, so the count grows from the output layer towards the first block. A GPU whose
 * memory is unknown is trusted with everything.
 */
export function planGpuLayers(gpus: readonly GpuMemory[], sizes: LayerSizes): number {
  if (gpus.length === 0) return 0;
  const most = sizes.blockBytes.length + 1;
  if (gpus.some(({ freeBytes }) => freeBytes === undefined)) return most;
  const rooms = gpus.map(({ freeBytes = 0 }) => Math.max(0, freeBytes - sizes.computeBytes - RESERVED_BYTES));
  for (let count = most; count > 0; count--) {
    if (fits(lastLayers(sizes, count), rooms)) return count;
  }
  return 0;
}

/** Layers that were asked for and do not fit. */
export interface GpuShortage {
  readonly neededBytes: number;
  readonly freeBytes: number;
  /** How many would fit, see {@link planGpuLayers}. */
  readonly mostLayers: number;
}

/**
 * What is missing where somebody asks for a number of layers on the GPUs; undefined where nothing is, or a GPU does not tell. Only
 * what cannot be is refused: weights and cells that are more than all the free memory together, however they are divided.
 *
 * @param layers counted from the output layer, which is one; more than there are is all.
 */
export function gpuShortage(
  gpus: readonly GpuMemory[],
  sizes: LayerSizes,
  layers: number,
): GpuShortage | undefined {
  if (gpus.some(({ freeBytes }) => freeBytes === undefined)) return undefined;
  const freeBytes = sum(gpus.map((gpu) => gpu.freeBytes ?? 0));
  const neededBytes = sum(lastLayers(sizes, Math.min(layers, sizes.blockBytes.length + 1)));
  if (neededBytes <= freeBytes) return undefined;
  return { neededBytes, freeBytes, mostLayers: planGpuLayers(gpus, sizes) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Sizes of the last layers, in the model's order. */
function lastLayers({ blockBytes, outputBytes }: LayerSizes, count: number): readonly number[] {
  return [...blockBytes, outputBytes].slice(blockBytes.length + 1 - count);
}

/** Whether each GPU holds the layers that llama.cpp gives it: by number of layers, in proportion to its free memory. */
function fits(layers: readonly number[], rooms: readonly number[]): boolean {
  const all = rooms.reduce((sum, room) => sum + room, 0);
  if (all === 0) return false;
  let reached = 0;
  let next = 0;
  for (const [index, room] of rooms.entries()) {
    reached += room / all;
    const isLast = index === rooms.length - 1;
    let taken = 0;
    while (next < layers.length && (isLast || next / layers.length < reached)) {
      taken += layers[next] ?? 0;
      next++;
    }
    if (taken > room) return false;
  }
  return true;
}
