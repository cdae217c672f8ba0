import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'
import type { FindPrompt } from '../softswitch/settings.ts'

/** The prompts that come with Ringfirst, in English; `lab/make-audio.ts` makes them. */
export const BUILT_IN_PROMPTS = ['comfort', 'please-hold', 'no-agent', 'machine-message'] as const

/** The name of a prompt that comes with Ringfirst. */
export type BuiltInPrompt = (typeof BUILT_IN_PROMPTS)[number]

/** What prompts may be called: nothing that could lead out of their folder. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,127}$/i

/** The file of a built-in prompt. */
export function builtInPrompt(name: BuiltInPrompt): string {
  return join(packageRoot(), 'src', 'prompts', 'en', `${name}.wav`)
}

/** Looks prompts up in a folder of one's own, where one is given, then among the built-in ones. */
export function createFindPrompt(ownFolder?: string): FindPrompt {
  const builtIn = join(packageRoot(), 'src', 'prompts', 'en')
  const folders = ownFolder === undefined ? [builtIn] : [ownFolder, builtIn]
  return (name) => {
    if (!NAME.test(name)) return undefined
    return folders.map((folder) => join(folder, `${name}.wav`)).find((file) => existsSync(file))
  }
}
