/**
 * A binary heap whose items may change their order or leave from anywhere, in O(log n).
 * https://en.wikipedia.org/wiki/Binary_heap
 */
export class UpdatableHeap<Item> {
  private readonly items: Item[] = [];
  private readonly indexes = new Map<Item, number>();
  private readonly comesBefore: (left: Item, right: Item) => boolean;

  /** @param comesBefore a strict order; whoever changes it for an item calls {@link UpdatableHeap.put} again. */
  constructor(comesBefore: (left: Item, right: Item) => boolean) {
    this.comesBefore = comesBefore;
  }

  get size(): number {
    return this.items.length;
  }

  /** The item that comes before all others. */
  get first(): Item | undefined {
    return this.items[0];
  }

  /** All items, in no order. */
  values(): Iterable<Item> {
    return this.items;
  }

  /** Puts an item in, or moves it to where it belongs by now. */
  put(item: Item): void {
    const index = this.indexes.get(item) ?? this.items.push(item) - 1;
    this.indexes.set(item, index);
    this.sink(this.rise(index));
  }

  /** Takes an item out; does nothing when it is not in. */
  delete(item: Item): void {
    const index = this.indexes.get(item);
    if (index === undefined) return;
    this.indexes.delete(item);
    const last = this.items.pop();
    if (last === undefined || last === item) return;
    this.set(index, last);
    this.sink(this.rise(index));
  }

  private rise(from: number): number {
    let index = from;
    while (index > 0 && this.swapIfBefore(index, (index - 1) >> 1)) index = (index - 1) >> 1;
    return index;
  }

  private sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(child, index)) return;
      index = child;
    }
  }

  private isBefore(left: number, right: number): boolean {
    const [leftItem, rightItem] = [this.items[left], this.items[right]];
    return leftItem !== undefined && rightItem !== undefined && this.comesBefore(leftItem, rightItem);
  }

  private swapIfBefore(lower: number, upper: number): boolean {
    const [lowerItem, upperItem] = [this.items[lower], this.items[upper]];
    if (lowerItem === undefined || upperItem === undefined) return false;
    if (!this.comesBefore(lowerItem, upperItem)) return false;
    this.set(upper, lowerItem);
    this.set(lower, upperItem);
    return true;
  }

  private set(index: number, item: Item): void {
    this.items[index] = item;
    this.indexes.set(item, index);
  }
}
