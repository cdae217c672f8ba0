import { instant, type Instant } from '../core/time.ts'

interface Planned {
  readonly at: Instant
  readonly order: number
  readonly happen: () => void
}

/** Virtual time: things planned for moments, which happen in order, at once. */
export class VirtualTime {
  now: Instant
  private readonly heap: Planned[] = []
  private planned = 0

  constructor(startAt: Instant = instant(1_800_000_000_000)) {
    this.now = startAt
  }

  /** Plans something for so many milliseconds from now. */
  after(delayMs: number, happen: () => void): void {
    this.push({
      at: instant(this.now + Math.max(0, Math.round(delayMs))),
      order: this.planned++,
      happen,
    })
  }

  /** Lets the next thing happen; false where nothing is planned. */
  advance(): boolean {
    const next = this.pop()
    if (next === undefined) return false
    this.now = next.at
    next.happen()
    return true
  }

  get pending(): number {
    return this.heap.length
  }

  private push(item: Planned): void {
    const { heap } = this
    heap.push(item)
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1
      if (!this.swapIfEarlier(child, parent)) return
      child = parent
    }
  }

  private pop(): Planned | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let parent = 0; ;) {
      const left = 2 * parent + 1
      const right = left + 1
      const child = right < heap.length && this.isEarlier(right, left) ? right : left
      if (child >= heap.length || !this.swapIfEarlier(child, parent)) return first
      parent = child
    }
  }

  private isEarlier(a: number, b: number): boolean {
    const [one, two] = [this.heap[a], this.heap[b]]
    if (one === undefined || two === undefined) return false
    return one.at < two.at || (one.at === two.at && one.order < two.order)
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    if (!this.isEarlier(child, parent)) return false
    const [one, two] = [this.heap[child], this.heap[parent]]
    if (one !== undefined && two !== undefined) {
      this.heap[child] = two
      this.heap[parent] = one
    }
    return true
  }
}
