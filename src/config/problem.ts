/** One thing that is wrong with a configuration, or unwise. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  /** The path of the field: `queues.support.ringTimeout`; empty for the file as a whole. */
  readonly field: string
  readonly message: string
  /** The line of the file, for the caret under it. */
  readonly sourceLine: string
}

/** What is wrong, before its place in the file is known. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly path: readonly (string | number)[]
  readonly message: string
  /** Points at the key itself rather than at its value. */
  readonly atKey?: boolean
}
