/** The known word nearest to a mistyped one; undefined where none is near enough to be meant. Pure. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(typed, candidate.toLowerCase())
    if (best === undefined || distance < best.distance) best = { word: candidate, distance }
  }
  const tolerance = Math.max(1, Math.floor(word.length / 3))
  return best !== undefined && best.distance <= tolerance ? best.word : undefined
}

/** `: did you mean support?`, or nothing. Pure. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = suggest(word, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

/** Insertions, removals, replacements and swaps of neighbours from one word to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = row
  }
  return last[to.length] ?? 0
}
