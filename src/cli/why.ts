import type { CallbackResource, WireDecision } from '../api/protocol/callback.ts'
import { whyText } from '../api/sentences.ts'
import { runningInstance, RUNNING_FLAGS } from './instance.ts'
import { readOptions } from './options.ts'
import type { Terminal } from './terminal.ts'

/** `ringfirst why ID`: each decision about a callback with its rule and numbers. */
export async function why(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      ...RUNNING_FLAGS,
      json: { type: 'boolean' },
    },
    operands: ['ID'],
  })
  const path = `/v1/callbacks/${encodeURIComponent(given.operands[0] ?? '')}`
  const callback = await (await runningInstance(given)).ask<CallbackResource>('GET', path)
  const { decisions, queueDecisions } = callback
  if (given.isSet('json')) {
    terminal.out(
      JSON.stringify({
        id: callback.id,
        state: callback.state,
        why: callback.why,
        decisions,
        queueDecisions,
      }),
    )
    return 0
  }
  const { outPaint: paint } = terminal
  const place = callback.position === undefined ? '' : `, place ${callback.position}`
  const end = callback.disposition === undefined ? '' : `: ${callback.disposition}`
  terminal.out(
    `${paint.strong(callback.number)} ${paint.dim(`for queue ${callback.queueId}`)} · ${callback.state}${place}${end}`,
  )
  if (callback.why !== undefined) terminal.out(`Now: ${whyText(callback.why)}`)
  tell(terminal, 'About this callback', decisions)
  if (callback.state === 'waiting') tell(terminal, 'About its queue, latest', queueDecisions)
  return 0
}

function tell(terminal: Terminal, heading: string, decisions: readonly WireDecision[]): void {
  const { outPaint: paint } = terminal
  terminal.out('')
  terminal.out(paint.strong(heading))
  if (decisions.length === 0) terminal.out(paint.dim('  nothing was decided yet'))
  for (const { at, text, rule, accepted, numbers, because } of decisions) {
    const mark = accepted ? paint.green('✔') : paint.yellow('✖')
    terminal.out(`  ${paint.dim(at.slice(11, 23))} ${mark} ${text}`)
    const facts = Object.entries(numbers).map(([name, value]) => `${name} ${value}`)
    terminal.out(paint.dim(`                 ${rule}, because ${because}; ${facts.join(', ')}`))
  }
}
