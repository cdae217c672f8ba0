import { unreachable } from '../core/assert.ts'
import { formatDuration } from './duration.ts'
import type { Said, Step, When } from './flow-schema.ts'

/** A step in a drawing: what it does, and where it leads under which word. */
interface Drawn {
  readonly text: string
  readonly ways: readonly (readonly [word: string, steps: readonly Step[]])[]
}

/**
 * A flow as a tree of lines: each step with what it does, each way out of it with its word, as deep
 * as it is written. Pure.
 */
export function drawFlow(name: string, steps: readonly Step[]): readonly string[] {
  return [name, ...drawSteps(steps, '')]
}

function drawSteps(steps: readonly Step[], indent: string): readonly string[] {
  return steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1
    const { text, ways } = drawn(step)
    const below = `${indent}${isLast ? '   ' : '│  '}`
    return [`${indent}${isLast ? '└─' : '├─'} ${text}`, ...drawWays(ways, below)]
  })
}

function drawWays(ways: Drawn['ways'], indent: string): readonly string[] {
  return ways.flatMap(([word, steps], index) => {
    const isLast = index === ways.length - 1
    const below = `${indent}${isLast ? '   ' : '│  '}`
    return [`${indent}${isLast ? '└' : '├'}─(${word})─►`, ...drawSteps(steps, below)]
  })
}

function drawn(step: Step): Drawn {
  const ways = waysOf(step)
  const text = textOf(step)
  return { text, ways }
}

function waysOf(step: Step): Drawn['ways'] {
  const otherwise = (word: string): Drawn['ways'] =>
    'else' in step && step.else !== undefined ? [[word, step.else]] : []
  if ('ask' in step) return [...Object.entries(step.choices), ...otherwise('none of these')]
  if ('if' in step) return [['yes', step.then], ...otherwise('no')]
  if ('collect' in step) return otherwise('nothing right')
  if ('http' in step) return otherwise('no help')
  if ('queue' in step) {
    return step.then === undefined ? [] : [['waited too long', step.then]]
  }
  if ('transfer' in step) return otherwise('not reached')
  return otherwise('not possible')
}

function textOf(step: Step): string {
  if ('play' in step) return `play ${saidText(step.play)}`
  if ('hold' in step) return `music ${step.music ?? 'comfort'} for ${formatDuration(step.hold)}`
  if ('ask' in step) return `ask ${saidText(step.ask)}, ${step.tries} tries`
  if ('collect' in step) return collectText(step)
  if ('if' in step) return `if ${whenText(step.if)}`
  if ('queue' in step) return queueText(step)
  if ('set' in step) return `set ${Object.keys(step.set).join(', ')}`
  if ('goTo' in step) return `go to flow ${step.goTo}`
  if ('transfer' in step) return `pass on to ${Object.entries(step.transfer).flat().join(' ')}`
  if ('waitForBeep' in step) return `wait for the beep, ${formatDuration(step.waitForBeep)} at most`
  if ('record' in step) return `record a message, ${formatDuration(step.record.max)} at most`
  if ('http' in step) return `ask ${step.http}`
  if ('hangUp' in step) return step.hangUp === 'released' ? 'hang up' : `hang up: ${step.hangUp}`
  return callbackText(step)
}

type CallbackStep = Extract<
  Step,
  | { readonly offerCallback: unknown; readonly every?: never }
  | { readonly createCallback: unknown }
  | { readonly takePlace: unknown }
  | { readonly cancelCallback: unknown }
  | { readonly moveCallback: unknown }
  | { readonly rebook: unknown }
>

function callbackText(step: CallbackStep): string {
  if ('offerCallback' in step) {
    const { queue, delay } = step.offerCallback
    const later = delay === undefined ? '' : `, not before ${formatDuration(delay)}`
    return `offer a callback${queue === undefined ? '' : ` in queue ${queue}`}${later}`
  }
  if ('createCallback' in step) return 'create a callback at the caller’s place'
  if ('rebook' in step) return 'let go, to be called again at their place'
  if ('takePlace' in step) return 'take the place of the caller’s callback'
  if ('cancelCallback' in step) return 'cancel the caller’s callback'
  return `put the callback off by ${formatDuration(step.moveCallback)}`
}

function collectText(step: Extract<Step, { readonly collect: unknown }>): string {
  const what = step.check === undefined ? `${step.min} to ${step.max} keys` : 'a telephone number'
  return `collect ${what} as ${step.as}: ${saidText(step.collect)}`
}

function queueText(
  step: Extract<Step, { readonly say?: unknown; readonly queue: string }>,
): string {
  const { queue, say, every, offerCallback, maxWait } = step
  const said = say === undefined ? '' : `; ${saidText(say)} every ${formatDuration(every)}`
  const offered =
    offerCallback === undefined
      ? ''
      : `; callback by ${offerCallback.key} when it takes over ${formatDuration(offerCallback.waitOver)}`
  const limit = maxWait === undefined ? '' : `; ${formatDuration(maxWait)} at most`
  return `wait in queue ${queue}${said}${offered}${limit}`
}

function saidText(said: Said): string {
  return said
    .map((each) => {
      if (typeof each === 'string') return each
      const [kind, value] = Object.entries(each)[0] ?? ['', '']
      return `${kind} ${String(value)}`
    })
    .join(' + ')
}

function whenText(when: When): string {
  if ('open' in when) return `${when.open} is open`
  if ('closed' in when) return `${when.closed} is closed`
  if ('holiday' in when) return `${when.holiday} has a holiday`
  if ('data' in when) return `${when.data} is ${when.is}`
  if ('caller' in when) return `the caller’s number begins with ${when.caller}`
  if ('callerKnown' in when) return `the caller’s number is ${when.callerKnown ? '' : 'not '}known`
  if ('machine' in when) return `the machine is ${when.machine}`
  if ('hasCallback' in when) return hasCallbackText(when.hasCallback)
  return queueWhenText(when)
}

function queueWhenText(
  when: Exclude<
    When,
    | { readonly open: string }
    | { readonly closed: string }
    | { readonly holiday: string }
    | { readonly data: string }
    | { readonly caller: string }
    | { readonly callerKnown: boolean }
    | { readonly machine: string }
    | { readonly hasCallback: boolean | string }
  >,
): string {
  if ('waitingOver' in when) return `more than ${when.waitingOver} wait in ${when.queue}`
  if ('waitOver' in when) return `${when.queue} takes over ${formatDuration(when.waitOver)}`
  if ('noAgents' in when) return `nobody serves ${when.noAgents}`
  if ('queueClosed' in when) return `queue ${when.queueClosed} is closed`
  if ('not' in when) return `not (${whenText(when.not)})`
  if ('all' in when) return when.all.map((each) => `(${whenText(each)})`).join(' and ')
  if ('any' in when) return when.any.map((each) => `(${whenText(each)})`).join(' or ')
  return unreachable(when)
}

function hasCallbackText(wanted: boolean | string): string {
  if (typeof wanted === 'string') return `the caller has a callback in ${wanted}`
  return `the caller has ${wanted ? 'a' : 'no'} callback`
}
