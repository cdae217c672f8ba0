/** A type while its value is being built: optional parts are put in where there is something to put. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }
