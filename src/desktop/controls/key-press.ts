/**
 * How shortcut keys are pressed. A single letter clashes with no browser; whoever speaks to the
 * machine, or whose screen reader has the letters, takes Alt+Shift or turns them off (WCAG 2.1.4).
 */
export const KEY_STYLES = ['letter', 'alt-shift', 'off'] as const
export type KeyStyle = (typeof KEY_STYLES)[number]

/** What of a key press decides about shortcuts. */
export interface KeyPress {
  readonly code: string
  readonly key: string
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
  /** The focus is where letters are typed. */
  readonly isTyping: boolean
}

/** The letter of the shortcut that a key press is; undefined where it is none. Pure. */
export function shortcutOf(press: KeyPress, style: KeyStyle): string | undefined {
  if (press.repeat || press.ctrlKey || press.metaKey || style === 'off') return undefined
  if (style === 'letter') {
    const isPlain = !press.altKey && !press.shiftKey && !press.isTyping
    return isPlain && /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : undefined
  }
  if (!press.altKey || !press.shiftKey) return undefined
  return /^Key([A-Z])$/.exec(press.code)?.[1]
}
