import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A Debian package whose recordings or programs the evaluation uses, pinned by content. */
export interface DebianPackage {
  readonly name: string
  readonly sha256: string
  readonly licence: string
}

/** The recordings: downloaded when the evaluation runs, never committed. */
export const PROMPTS = {
  en: pin(
    'asterisk-core-sounds-en-wav',
    '2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d',
    'CC-BY-SA-3.0, Allison Smith',
  ),
  es: pin(
    'asterisk-core-sounds-es-wav',
    '9283a09a6d56fccdcc2bcfe86c48f0f844289cfbd46a3184d8785a6f7f569903',
    'CC-BY-SA-3.0, Allison Smith',
  ),
  fr: pin(
    'asterisk-core-sounds-fr-wav',
    '8d4e1bc32ed5ba7fbda40841ca1825ed20cc6232724a473c90f8bb0e53e6073e',
    'CC-BY-SA-3.0, June Wallack',
  ),
  it: pin(
    'asterisk-core-sounds-it-wav',
    '5a26638089e134b8ac39363fe249c5c93c50cd8bfdc9b2499ae61ec4a35e2fcb',
    'CC-BY-3.0, Carlo Flora',
  ),
  ru: pin(
    'asterisk-core-sounds-ru-wav',
    'ccbfaebfa450b7a9ddf644ae0f3d1e9017d5df7c0aebe816e946345589d38201',
    'CC-BY-3.0, ivrvoice.ru',
  ),
  music: pin(
    'asterisk-moh-opsound-wav',
    '8f9d808a729d305c2d3343993f21ca5e6829e411682618dc8ea7aa8bc24a566c',
    'CC-BY-SA-3.0, Opsound',
  ),
} as const

const FLITE = [
  pin('flite', 'f4ce03470bf9974c2cb9cacd981e6be29339ef4c97cf994dd6fa3f90e6544db9', 'BSD-like'),
  pin('libflite1', 'bfa8c591f1b47730b30b372ec38e02918a1c9795eada67684e1746390ad2f061', 'BSD-like'),
]

/** Where everything that is downloaded or computed once is kept. */
export const CACHE = resolve(import.meta.dirname, '../../.cache/amd')

/** The WAV files of a package, sorted by path. */
export function recordingsOf(source: DebianPackage): string[] {
  const folder = unpacked(source)
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.wav'))
    .sort()
    .map((path) => join(folder, path))
}

/** Speaks a text with flite into a WAV file. */
export function speakWithFlite(voice: string, text: string, file: string): void {
  const [program, library] = FLITE.map(unpacked)
  execFileSync(join(program!, 'usr/bin/flite'), ['-voice', voice, '-t', text, '-o', file], {
    env: { ...process.env, LD_LIBRARY_PATH: join(library!, 'usr/lib/x86_64-linux-gnu') },
  })
}

function pin(name: string, sha256: string, licence: string): DebianPackage {
  return { name, sha256, licence }
}

/** The folder of a package's files: downloaded by apt, checked against its hash, unpacked once. */
function unpacked(source: DebianPackage): string {
  const folder = join(CACHE, source.sha256)
  if (existsSync(folder)) return folder
  const work = join(CACHE, `${source.name}.download`)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  execFileSync('apt-get', ['download', source.name], { cwd: work, stdio: 'pipe' })
  const file = readdirSync(work).find((name) => name.endsWith('.deb'))
  if (file === undefined) throw new Error(`apt-get downloaded no ${source.name}`)
  const found = createHash('sha256')
    .update(readFileSync(join(work, file)))
    .digest('hex')
  if (found !== source.sha256)
    throw new Error(`${source.name}: ${found} is not the pinned ${source.sha256}`)
  execFileSync('dpkg-deb', ['-x', join(work, file), join(work, 'files')])
  renameSync(join(work, 'files'), folder)
  rmSync(work, { recursive: true })
  return folder
}
