/** What can be wrong with a running Ringfirst, as health and boards say it; holes are filled. */
export const PROBLEMS = {
  store: 'The database takes nothing: {why}',
  switch: 'The switch does not answer: nobody is dialled',
  trunk: 'Trunk {trunk} does not answer: others are tried before it',
  draining: 'A drain is under way: nobody is dialled',
  stopping: 'Ringfirst is stopping',
} as const

/** A problem in words. Pure. */
export function problemText(kind: keyof typeof PROBLEMS, said = ''): string {
  return PROBLEMS[kind].replace(/\{\w+\}/, () => said)
}

/** Which problem a text is and what is in its hole; undefined where it is none of them. Pure. */
export function problemOf(text: string): { kind: keyof typeof PROBLEMS; said: string } | undefined {
  for (const [kind, sentence] of Object.entries(PROBLEMS)) {
    const [before = '', after = ''] = sentence.split(/\{\w+\}/)
    const fits = sentence.includes('{')
      ? text.startsWith(before) && text.endsWith(after)
      : text === sentence
    if (!fits) continue
    const said = text.slice(before.length, text.length - after.length)
    return { kind: kind as keyof typeof PROBLEMS, said }
  }
  return undefined
}
