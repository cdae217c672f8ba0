import { createStore } from '../live/store.ts'
import { ENGLISH } from './english.ts'
import { fill } from './fill.ts'
import { GERMAN } from './german.ts'

/** The texts of the pages by name; English is the list that others must have whole. */
export type TextName = keyof typeof ENGLISH

/** A language: a text for each name, with the same holes. A missing one does not compile. */
export type Texts = Readonly<Record<TextName, string>>

type Holes<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | Holes<Rest>
  : never

type Values<Name extends TextName> = [Holes<(typeof ENGLISH)[Name]>] extends [never]
  ? []
  : [Readonly<Record<Holes<(typeof ENGLISH)[Name]>, string | number>>]

/** The name of a text without holes. */
export type PlainName = {
  [Name in TextName]: Values<Name> extends [] ? Name : never
}[TextName]

/** Every language, with the name that its speakers give it. */
export const LANGUAGES = {
  en: { name: 'English', texts: ENGLISH },
  de: { name: 'Deutsch', texts: GERMAN },
} as const
export type LanguageCode = keyof typeof LANGUAGES

/** The language of the page. */
export const language = createStore<LanguageCode>(preferred())

function preferred(): LanguageCode {
  if (typeof localStorage === 'undefined') return 'en'
  const kept = localStorage.getItem('language') ?? navigator.language.slice(0, 2)
  return kept === 'de' ? 'de' : 'en'
}

/** Speaks another language from here on, and the next time. */
export function chooseLanguage(code: LanguageCode): void {
  localStorage.setItem('language', code)
  document.documentElement.lang = code
  language.set(code)
}

/** A text in the page's language, its holes filled. */
export function t<Name extends TextName>(name: Name, ...values: Values<Name>): string {
  const texts: Texts = LANGUAGES[language.get()].texts
  const [holes] = values as readonly Readonly<Record<string, string | number>>[]
  return holes === undefined ? texts[name] : fill(texts[name], holes)
}

/** A word of the interface as people say it: `no-answer`. Unknown ones without their hyphens. */
export function wordOf(name: string): string {
  const texts: Readonly<Record<string, string>> = LANGUAGES[language.get()].texts
  return texts[`word.${name}`] ?? name.replaceAll('-', ' ')
}
