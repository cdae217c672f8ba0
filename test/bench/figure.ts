/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it should be, in words; absent where it is only for information. */
  readonly goal?: string
  readonly met?: boolean
}
