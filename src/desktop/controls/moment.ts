import { language } from '../language/language.ts'

/** `Wed 25 Nov, 14:03` of a moment, in the reader's time zone and language. */
export function momentText(moment: string): string {
  return new Date(moment).toLocaleString(language.get() === 'de' ? 'de-DE' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
}
