import { drawFlow } from '../config/flow-drawing.ts'
import { loadConfig } from '../config/load.ts'
import { didYouMean } from '../config/suggestion.ts'
import { OperatingError } from '../errors.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { readOptions } from './options.ts'
import { renderProblem } from './problem-text.ts'
import type { Terminal } from './terminal.ts'

/** `ringfirst flow FILE [NAME]`: draws the flows of a configuration, or one of them. Exit 1 where there is an error. */
export function flow(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {},
    operands: ['FILE', 'NAME…'].slice(0, args.length > 1 ? 2 : 1),
  })
  const [file = '', name] = given.operands
  const { config, problems } = loadConfig(file)
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const problem of errors) terminal.err(renderProblem(problem, terminal.errPaint))
  if (config === undefined || errors.length > 0) return Promise.resolve(EXIT_FAILED)
  const flows = Object.entries(config.flows)
  const chosen = flows.filter(([id]) => name === undefined || id === name)
  if (name !== undefined && chosen.length === 0) {
    const advice = didYouMean(name, Object.keys(config.flows))
    throw new OperatingError('usage', { why: `there is no flow ${name}${advice}` })
  }
  const numbers = Object.entries(config.numbers)
  for (const [id, { steps }] of chosen) {
    const called = numbers.filter(([, entry]) => entry.flow === id).map(([number]) => number)
    const title = called.length === 0 ? id : `${id}  ◄── ${called.join(', ')}`
    terminal.out([...drawFlow(title, steps), ''].join('\n'))
  }
  if (flows.length === 0) terminal.out('There is no flow in this configuration.')
  return Promise.resolve(0)
}
