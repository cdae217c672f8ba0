/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it should be, in words; absent where it is only for information. */
  readonly goal?: string
  readonly met?: boolean
}

/** A figure, rounded to two places. */
export function figure(
  name: string,
  value: number,
  unit: string,
  goal?: string,
  met?: boolean,
): Figure {
  const rounded = Math.round(value * 100) / 100
  return {
    name,
    value: rounded,
    unit,
    ...(goal === undefined ? {} : { goal }),
    ...(met === undefined ? {} : { met }),
  }
}

/** The value that a share of all does not reach; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

/** The one in the middle, or halfway between the two there; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
