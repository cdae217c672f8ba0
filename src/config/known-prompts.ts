import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parsePrompts, type Prompt } from '../amd/fingerprint.ts'
import type { Finding } from './problem.ts'
import type { Config } from './schema.ts'

/**
 * The announcements of the store that a configuration names, none where it names none; a store that
 * cannot be read, or is none, is a finding.
 */
export function readKnownPrompts(
  { knownPrompts: file }: Config,
  folder: string,
): { readonly knownPrompts: readonly Prompt[]; readonly findings: readonly Finding[] } {
  if (file === undefined) return { knownPrompts: [], findings: [] }
  const failed = (message: string) => {
    const finding = { severity: 'error', path: ['knownPrompts'], message } as const
    return { knownPrompts: [], findings: [finding] }
  }
  let text: string
  try {
    text = readFileSync(resolve(folder, file), 'utf8')
  } catch (thrown) {
    return failed(thrown instanceof Error ? thrown.message : String(thrown))
  }
  const knownPrompts = parsePrompts(text)
  if (knownPrompts !== undefined) return { knownPrompts, findings: [] }
  return failed(`${file} is no store of prompts: ringfirst amd --remember writes one`)
}
