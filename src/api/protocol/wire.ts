import type { Instant } from '../../core/time.ts'

/** The same data with each moment as text, and ids as plain texts. */
export type Wire<T> = T extends Instant
  ? string
  : T extends string
    ? Plain<T>
    : T extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Wire<T[Key]> }
        : T

/** A branded text is a plain one on the wire; a union of words stays one. */
type Plain<T extends string> = T extends { readonly __brand: string } ? string : T
