const PART_CHARS = 4_000_000
const HIGH_SURROGATE_FIRST = 0xd800
const HIGH_SURROGATE_LAST = 0xdbff

/**
 * Cuts a long text into parts of about 4 million characters, never inside a surrogate pair, which
 * UTF-8 could not carry; joined they are the text again. An empty text is one empty part. Pure.
 */
export function snapshotParts(text: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  do {
    let to = Math.min(from + PART_CHARS, text.length)
    const last = text.charCodeAt(to - 1)
    if (last >= HIGH_SURROGATE_FIRST && last <= HIGH_SURROGATE_LAST) to += 1
    parts.push(text.slice(from, to))
    from = to
  } while (from < text.length)
  return parts
}
