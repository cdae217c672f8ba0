import { PLAIN } from '../../src/cli/paint.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** A terminal that remembers what was written to it. */
export interface FakeTerminal extends Terminal {
  readonly output: string[]
  readonly errors: string[]
}

/** A terminal without colour that nobody watches. */
export function fakeTerminal(): FakeTerminal {
  const output: string[] = []
  const errors: string[] = []
  return {
    output,
    errors,
    out: (line) => void output.push(line),
    err: (line) => void errors.push(line),
    outPaint: PLAIN,
    errPaint: PLAIN,
    isWatched: false,
  }
}
