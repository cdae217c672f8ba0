import { readFileSync } from 'node:fs'
import type { DoNotCallList, DoNotCallReport } from '../api/protocol.ts'
import { didYouMean } from '../config/suggestion.ts'
import { OperatingError } from '../errors.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { runningInstance, RUNNING_FLAGS, type Instance } from './instance.ts'
import { readOptions, type Given } from './options.ts'
import type { Terminal } from './terminal.ts'

type Verb = (instance: Instance, given: Given, terminal: Terminal) => Promise<number>

const VERBS: Readonly<Record<string, { readonly operands: readonly string[]; readonly do: Verb }>> =
  {
    add: { operands: ['NUMBER…'], do: (...all) => change('PUT', ...all) },
    remove: { operands: ['NUMBER…'], do: (...all) => change('DELETE', ...all) },
    list: { operands: [], do: list },
    import: { operands: ['FILE'], do: importFile },
  }

/** `ringfirst do-not-call add|remove|list|import`: the numbers that are never dialled. */
export async function doNotCall(args: readonly string[], terminal: Terminal): Promise<number> {
  const [word = '', ...rest] = args
  const verb = VERBS[word]
  if (verb === undefined || !Object.hasOwn(VERBS, word)) {
    const known = Object.keys(VERBS)
    const said =
      word === '' || word.startsWith('-')
        ? 'what is to be done'
        : `not ${word}${didYouMean(word, known)}`
    throw new OperatingError('usage', { why: `say ${known.join(', ')}: ${said}` })
  }
  const flags = {
    ...RUNNING_FLAGS,
    json: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  } as const
  const given = readOptions(rest, { flags, operands: verb.operands })
  return verb.do(await runningInstance(given), given, terminal)
}

/** Each number by itself: a wrong one stops no other, and is named. */
async function change(
  method: 'PUT' | 'DELETE',
  instance: Instance,
  given: Given,
  terminal: Terminal,
): Promise<number> {
  let failed = 0
  for (const number of given.operands) {
    try {
      await instance.ask(method, `/v1/do-not-call/${encodeURIComponent(number)}`)
      const what = method === 'PUT' ? 'is never dialled' : 'may be dialled'
      terminal.out(`${terminal.outPaint.green('✔')} ${number} ${what}`)
    } catch (thrown) {
      if (!(thrown instanceof OperatingError) || thrown.retryable) throw thrown
      failed++
      terminal.err(`${terminal.errPaint.red('✖')} ${number}: ${thrown.message} [${thrown.code}]`)
    }
  }
  return failed === 0 ? 0 : EXIT_FAILED
}

async function list(instance: Instance, given: Given, terminal: Terminal): Promise<number> {
  const all: DoNotCallList['numbers'][number][] = []
  for (;;) {
    const last = all.at(-1)
    const after = last === undefined ? '' : `&after=${encodeURIComponent(last.number)}`
    const path = `/v1/do-not-call?limit=10000${after}`
    const { numbers, total } = await instance.ask<DoNotCallList>('GET', path)
    all.push(...numbers)
    if (numbers.length === 0 || all.length >= total) break
  }
  if (given.isSet('json')) terminal.out(JSON.stringify(all))
  else {
    for (const { number, from } of all) {
      const where = from === 'configuration' ? terminal.outPaint.dim('  by the configuration') : ''
      terminal.out(`${number}${where}`)
    }
    if (all.length === 0) terminal.out('No number is on the do-not-call list.')
  }
  return 0
}

async function importFile(instance: Instance, given: Given, terminal: Terminal): Promise<number> {
  const file = given.operands[0] ?? ''
  const path = `/v1/do-not-call?dryRun=${given.isSet('dry-run')}`
  const report = await instance.ask<DoNotCallReport>('POST', path, { csv: textOf(file) })
  if (given.isSet('json')) terminal.out(JSON.stringify(report))
  else tell(file, report, terminal)
  return report.refused === 0 ? 0 : EXIT_FAILED
}

/** Throws `usage` with what the system says; `-` is standard input. */
function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OperatingError('usage', { why: `${file}: ${why}` }, { cause })
  }
}

function tell(
  file: string,
  report: DoNotCallReport,
  { out, err, outPaint, errPaint }: Terminal,
): void {
  const { dryRun, rows, added, known, refused, problems } = report
  for (const { line, message } of problems) err(`${file}:${line}: ${message}`)
  if (problems.length < refused) err(errPaint.dim(`and ${refused - problems.length} more`))
  const would = dryRun ? 'would be added' : 'added'
  const text = `${rows} lines: ${added} ${would}, ${known} there already, ${refused} not understood`
  out(`${refused === 0 ? outPaint.green('✔') : outPaint.yellow('✖')} ${text}`)
}
