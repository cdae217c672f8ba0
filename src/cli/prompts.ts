import { labProfile, loadConfig } from '../config/load.ts'
import { promptsUsed } from '../config/prompt-use.ts'
import { OperatingError } from '../errors.ts'
import { lookUpPrompt } from '../prompts/built-in.ts'
import { PROMPT_TEXTS } from '../prompts/texts.ts'
import { readPrompt } from '../softswitch/prompt-audio.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { readOptions } from './options.ts'
import type { Terminal } from './terminal.ts'

/** What became of one prompt that a configuration plays. */
interface Checked {
  readonly prompt: string
  /** `missing`: nothing is heard. `other-language`: the fallback is heard. `unfit`: it is no telephone audio. */
  readonly state: 'good' | 'other-language' | 'missing' | 'unfit'
  readonly text: string
}

const BYTES_PER_MS = { pcm16: 16, PCMU: 8, PCMA: 8 } as const

/** `ringfirst prompts check [FILE]`: every prompt that a configuration plays. Exit 1 where one is missing or unfit. */
export async function prompts(args: readonly string[], terminal: Terminal): Promise<number> {
  const [verb, ...rest] = args
  if (verb !== 'check') throw new OperatingError('usage', { why: 'say: ringfirst prompts check' })
  const flags = { json: { type: 'boolean' }, all: { type: 'boolean' } } as const
  const given = readOptions(rest, { flags, operands: rest.some(isOperand) ? ['FILE'] : [] })
  const file = given.operands[0] ?? labProfile()
  const { settings } = loadConfig(file)
  if (settings === undefined) {
    throw new OperatingError('usage', { why: `${file} has errors: ringfirst check ${file}` })
  }
  const names = promptsUsed(settings.organisation)
  const checked = await Promise.all(names.map((name) => checkOne(name, settings.promptsFolder)))
  if (given.isSet('json')) terminal.out(JSON.stringify(checked))
  else tell(checked, given.isSet('all'), terminal)
  return checked.some(({ state }) => state === 'missing' || state === 'unfit') ? EXIT_FAILED : 0
}

async function checkOne(prompt: string, folder: string | undefined): Promise<Checked> {
  const [base = prompt, wanted] = prompt.split('/').reverse()
  const words = PROMPT_TEXTS[wanted ?? 'en']?.[base] ?? PROMPT_TEXTS['en']?.[base]
  const saying = words === undefined ? '' : `: “${words}”`
  const found = lookUpPrompt(prompt, folder)
  if (found === undefined) return { prompt, state: 'missing', text: `is not recorded${saying}` }
  try {
    const { coding, data } = await readPrompt(found.file)
    const seconds = (data.length / BYTES_PER_MS[coding] / 1_000).toFixed(1)
    const where = `${seconds} s, ${found.isOwn ? 'your own' : 'built-in'}`
    const isWordless = words === undefined && !found.isOwn
    const isOther = wanted !== undefined && found.language !== wanted && !isWordless
    if (!isOther) return { prompt, state: 'good', text: where }
    const heard = found.language ?? 'your own without a language'
    return { prompt, state: 'other-language', text: `is heard in ${heard} (${where})${saying}` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { prompt, state: 'unfit', text: why }
  }
}

function tell(checked: readonly Checked[], all: boolean, { out, outPaint }: Terminal): void {
  const marks = {
    good: outPaint.green('✔'),
    'other-language': outPaint.yellow('!'),
    missing: outPaint.red('✖'),
    unfit: outPaint.red('✖'),
  }
  for (const { prompt, state, text } of checked) {
    if (all || state !== 'good') out(`${marks[state]} ${prompt} ${text}`)
  }
  const count = (state: Checked['state']): number =>
    checked.filter((each) => each.state === state).length
  const bad = count('missing') + count('unfit')
  out(
    `${checked.length} prompts: ${count('good')} as they are wanted, ` +
      `${count('other-language')} in another language, ${bad} cannot be played`,
  )
}

function isOperand(word: string): boolean {
  return !word.startsWith('-')
}
