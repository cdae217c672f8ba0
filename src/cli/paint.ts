/** How marks and words are coloured; the identity where colour is off. */
export interface Paint {
  readonly strong: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly blue: (text: string) => string
}

const plain = (text: string): string => text

/** No colour at all. */
export const PLAIN: Paint = {
  strong: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  blue: plain,
}

const style =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`

const COLOURED: Paint = {
  strong: style(1, 22),
  dim: style(2, 22),
  red: style(31, 39),
  green: style(32, 39),
  yellow: style(33, 39),
  blue: style(34, 39),
}

/** Colour on a terminal that wants it (https://no-color.org), none elsewhere. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const refused = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb'
  const forced = (process.env['FORCE_COLOR'] ?? '0') !== '0'
  return !refused && (forced || stream.isTTY === true) ? COLOURED : PLAIN
}
