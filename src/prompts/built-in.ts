import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'
import { PROMPT_TEXTS } from './texts.ts'
import type { FindPrompt } from '../softswitch/settings.ts'

/** The prompts that come with Ringfirst, in English: music, and what {@link PROMPT_TEXTS} says. */
export const BUILT_IN_PROMPTS: readonly string[] = [
  'comfort',
  'record-tone',
  'line-hiss',
  'breath',
  'silence',
  ...Object.keys(PROMPT_TEXTS['en'] ?? {}),
]

/** The language that every built-in prompt is there in, and the last that is tried. */
const DEFAULT_LANGUAGE = 'en'
/** What prompts may be called, after their language: nothing that could lead out of their folder. */
const NAME = /^(?:([a-z]{2}(?:-[a-z]{2})?)\/)?([a-z0-9][a-z0-9_-]{0,127})$/i

/** The built-in prompts of a language. */
export function builtInFolder(language: string): string {
  return join(packageRoot(), 'src', 'prompts', language)
}

/** The file of a built-in prompt in English. */
export function builtInPrompt(name: string): string {
  return join(builtInFolder(DEFAULT_LANGUAGE), `${name}.wav`)
}

/** A prompt that was looked up: where it is, and in which language it was found. */
export interface FoundPrompt {
  readonly file: string
  /** Absent: a prompt of one's own that belongs to no language. */
  readonly language?: string
  readonly isOwn: boolean
}

/**
 * Looks a prompt up: `de-at/welcome` in Austrian German, else in German, else a recording of one's
 * own without a language, else in English; in each, one's own folder goes before the built-in one.
 */
export function lookUpPrompt(name: string, ownFolder: string | undefined): FoundPrompt | undefined {
  const [, language, base] = NAME.exec(name) ?? []
  if (base === undefined) return undefined
  const wanted = language === undefined ? [] : [language, language.split('-')[0] ?? language]
  const own = ownFolder === undefined ? [] : [{ folder: ownFolder, isOwn: true }]
  const places = [
    ...wanted.flatMap((each) => inLanguage(each, ownFolder)),
    ...own,
    ...inLanguage(DEFAULT_LANGUAGE, ownFolder),
  ]
  for (const { folder, ...place } of places) {
    const file = join(folder, `${base}.wav`)
    if (existsSync(file)) return { file, ...place }
  }
  return undefined
}

/** Finds the file of a prompt by the rule of {@link lookUpPrompt}. */
export function createFindPrompt(ownFolder?: string): FindPrompt {
  return (name) => lookUpPrompt(name, ownFolder)?.file
}

function inLanguage(language: string, ownFolder: string | undefined) {
  const builtIn = { folder: builtInFolder(language), language, isOwn: false }
  return ownFolder === undefined
    ? [builtIn]
    : [{ folder: join(ownFolder, language), language, isOwn: true }, builtIn]
}
