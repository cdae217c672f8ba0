import type {
  CollectStep,
  Flow,
  FlowStep,
  TransferAim,
  Utterance,
} from '../core/state/flow-program.ts'
import { agentId, isPhoneNumber, queueId } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { SECOND_MS } from '../core/time.ts'
import { conditionOf } from './flow-condition.ts'
import type {
  AskStep,
  CollectStep as CollectWords,
  OfferWords,
  QueueStep,
  Said,
  SetWords,
  Step,
  TransferWords,
  When,
} from './flow-schema.ts'

/** A place in a program that is known only when everything before it is. */
interface Label {
  at: number
}

/** The program in the making: indexes of labels are filled in when it is whole. */
interface Draft {
  readonly steps: ((resolve: (label: Label) => number) => FlowStep)[]
}

const BETWEEN_KEYS_MS = 4 * SECOND_MS
/** How long an agent whom a flow names is tried alone. */
const PREFERRED_MS = 20 * SECOND_MS
const HOLD_MAX_MS = LIMITS.promptMaxMs

/** A flow as the core runs it. Pure. */
export function compileFlow(
  id: string,
  written: readonly Step[],
  language: string | undefined,
): Flow {
  const draft: Draft = { steps: [] }
  compileAll(draft, written)
  const steps = draft.steps.map((step) => step(({ at }) => at))
  return { id, ...(language === undefined ? {} : { language }), steps }
}

function add(draft: Draft, step: FlowStep): void {
  draft.steps.push(() => step)
}

function here(draft: Draft, label: Label): void {
  label.at = draft.steps.length
}

function jump(draft: Draft, to: Label): void {
  draft.steps.push((resolve) => ({ kind: 'jump', to: resolve(to) }))
}

function compileAll(draft: Draft, steps: readonly Step[]): void {
  for (const step of steps) compile(draft, step)
}

function compile(draft: Draft, step: Step): void {
  const plain = plainStep(step)
  if (plain !== undefined) return add(draft, plain)
  if ('play' in step) return play(draft, step.play)
  if ('ask' in step) return ask(draft, step)
  if ('collect' in step) return collect(draft, step)
  if ('if' in step) return decide(draft, step.if, step.then, step.else)
  if ('queue' in step) return wait(draft, step)
  if ('offerCallback' in step) return offerHere(draft, step.offerCallback)
  if ('record' in step) {
    const { max, end } = step.record
    const ends = end === undefined ? {} : { terminator: end }
    add(draft, { kind: 'say', say: ['record-tone'] })
    return add(draft, { kind: 'record', maxMs: max, ...ends })
  }
  if (isFallible(step)) compileFallible(draft, step)
}

/** A step that is one of the core's as well, and leads nowhere but on; undefined: it is more. */
function plainStep(step: Step): FlowStep | undefined {
  if ('hold' in step) return { kind: 'hold', music: step.music ?? 'comfort', forMs: step.hold }
  if ('set' in step) return setOf(step.set)
  if ('goTo' in step) return { kind: 'go-to-flow', flow: step.goTo }
  if ('waitForBeep' in step) return { kind: 'wait-for-beep', timeoutMs: step.waitForBeep }
  if ('rebook' in step) {
    return step.rebook === true ? { kind: 'rebook' } : { kind: 'rebook', delayMs: step.rebook }
  }
  return 'hangUp' in step ? hangUpFor(step.hangUp) : undefined
}

function hangUpFor(cause: Extract<Step, { readonly hangUp: unknown }>['hangUp']): FlowStep {
  return cause === 'released' ? { kind: 'hang-up' } : { kind: 'hang-up', cause }
}

type Fallible = Extract<
  Step,
  | { readonly createCallback: unknown }
  | { readonly takePlace: unknown }
  | { readonly cancelCallback: unknown }
  | { readonly moveCallback: unknown }
  | { readonly http: unknown }
  | { readonly transfer: unknown }
>

const FALLIBLE = [
  'createCallback',
  'takePlace',
  'cancelCallback',
  'moveCallback',
  'http',
  'transfer',
]

function isFallible(step: Step): step is Fallible {
  return FALLIBLE.some((each) => each in step)
}

/** Steps that may not succeed: what they lead to then, else they are passed over. */
function compileFallible(draft: Draft, step: Fallible): void {
  const failed: Label = { at: 0 }
  draft.steps.push((resolve) => {
    const otherwise = resolve(failed)
    if ('takePlace' in step) return { kind: 'take-place', otherwise }
    if ('cancelCallback' in step) return { kind: 'cancel-callback', otherwise }
    if ('moveCallback' in step) return { kind: 'move-callback', byMs: step.moveCallback, otherwise }
    if ('http' in step) {
      return { kind: 'http', url: step.http, timeoutMs: step.timeout, otherwise }
    }
    if ('transfer' in step) return { kind: 'transfer', to: aimOf(step.transfer), otherwise }
    return promiseOf(step.createCallback, otherwise)
  })
  failing(draft, failed, 'else' in step ? step.else : undefined)
}

function aimOf(words: TransferWords): TransferAim {
  if ('agent' in words) return { kind: 'agent', agentId: agentId(words.agent) }
  const { number } = words
  if (isPhoneNumber(number)) return { kind: 'number', number }
  return { kind: 'data', name: number }
}

/** What comes after a step that went wrong, beside what comes after one that did not. */
function failing(draft: Draft, failed: Label, steps: readonly Step[] | undefined): void {
  if (steps === undefined) return here(draft, failed)
  const done: Label = { at: 0 }
  jump(draft, done)
  here(draft, failed)
  compileAll(draft, steps)
  here(draft, done)
}

function play(draft: Draft, what: Said): void {
  const [only] = what
  const isPlain = what.length === 1 && typeof only === 'string' && valueOf(only) === undefined
  if (isPlain) return add(draft, { kind: 'play', prompt: only })
  add(draft, { kind: 'say', say: what.map(utteranceOf) })
}

function ask(draft: Draft, step: AskStep): void {
  const branches = Object.entries(step.choices).map(([key, steps]) => {
    const label: Label = { at: 0 }
    return { key, steps, label }
  })
  const failed: Label = { at: 0 }
  const done: Label = { at: 0 }
  const longest = Math.max(...branches.map(({ key }) => key.length))
  draft.steps.push((resolve) => ({
    ...entryOf(step.ask, step),
    min: 1,
    max: longest,
    choices: Object.fromEntries(branches.map(({ key, label }) => [key, resolve(label)])),
    otherwise: resolve(failed),
  }))
  for (const { steps, label } of branches) {
    here(draft, label)
    compileAll(draft, steps)
    jump(draft, done)
  }
  here(draft, failed)
  if (step.else === undefined) add(draft, { kind: 'hang-up' })
  else compileAll(draft, step.else)
  here(draft, done)
}

function collect(draft: Draft, step: CollectWords): void {
  const failed: Label = { at: 0 }
  draft.steps.push((resolve) => ({
    ...entryOf(step.collect, step),
    min: step.min,
    max: step.max,
    terminator: step.end,
    store: step.as,
    ...(step.check === undefined ? {} : { check: step.check }),
    otherwise: resolve(failed),
  }))
  failing(draft, failed, step.else ?? [{ hangUp: 'released' }])
}

function entryOf(
  what: Said,
  step: { readonly again?: Said | undefined; readonly tries: number; readonly timeout: number },
): Omit<CollectStep, 'min' | 'max' | 'otherwise'> {
  return {
    kind: 'collect',
    say: what.map(utteranceOf),
    again: (step.again ?? ['not-understood']).map(utteranceOf),
    firstTimeoutMs: step.timeout,
    betweenTimeoutMs: BETWEEN_KEYS_MS,
    tries: step.tries,
  }
}

function decide(
  draft: Draft,
  when: When,
  then: readonly Step[],
  otherwise: readonly Step[] | undefined,
): void {
  const not: Label = { at: 0 }
  draft.steps.push((resolve) => ({
    kind: 'branch',
    when: conditionOf(when),
    otherwise: resolve(not),
  }))
  compileAll(draft, then)
  failing(draft, not, otherwise)
}

/**
 * A wait in line: music, now and then what is said, an offer of a callback once the wait is long
 * enough, until an agent comes or the longest wait is over.
 */
function wait(draft: Draft, step: QueueStep): void {
  const { offerCallback: offered, maxWait, preferredAgents } = step
  const [round, tooLong, promised, done]: [Label, Label, Label, Label] = [
    { at: 0 },
    { at: 0 },
    { at: 0 },
    { at: 0 },
  ]
  if (preferredAgents !== undefined) add(draft, setOf({ preferredAgents }))
  draft.steps.push((resolve) => ({
    kind: 'enter-queue',
    queueId: queueId(step.queue),
    ...(maxWait === undefined ? {} : { limitMs: maxWait, limitTo: resolve(tooLong) }),
  }))
  here(draft, round)
  if (step.say !== undefined) add(draft, { kind: 'say', say: step.say.map(utteranceOf) })
  if (offered !== undefined) offerInLine(draft, offered, promised)
  add(draft, {
    kind: 'hold',
    music: step.music ?? 'comfort',
    forMs: Math.min(step.every, HOLD_MAX_MS),
  })
  jump(draft, round)
  here(draft, tooLong)
  add(draft, { kind: 'leave-queue' })
  compileAll(draft, step.then ?? [{ hangUp: 'released' }])
  jump(draft, done)
  if (offered !== undefined) {
    const sorry: Label = { at: 0 }
    here(draft, promised)
    offer(draft, offered, sorry)
    here(draft, sorry)
    add(draft, { kind: 'say', say: ['callback-not-possible'] })
    jump(draft, round)
  }
  here(draft, done)
}

/** An offer outside of a line; where it comes to nothing, the flow goes on after it. */
function offerHere(draft: Draft, words: OfferWords): void {
  const sorry: Label = { at: 0 }
  offer(draft, words, sorry)
  here(draft, sorry)
  add(draft, { kind: 'say', say: ['callback-not-possible'] })
}

function offerInLine(
  draft: Draft,
  { waitOver, key }: { readonly waitOver: number; readonly key: string },
  to: Label,
): void {
  const after: Label = { at: 0 }
  draft.steps.push((resolve) => ({
    kind: 'branch',
    when: { kind: 'queue', measure: 'wait-ms', over: waitOver },
    otherwise: resolve(after),
  }))
  draft.steps.push((resolve) => ({ kind: 'listen', keys: { [key]: resolve(to) } }))
  add(draft, { kind: 'say', say: ['callback-offer', { number: Number(key) }] })
  here(draft, after)
}

/**
 * A callback is agreed on: to the number that the caller calls from, or to one that they key and
 * that is checked. They keep their place in line while they answer, so an agent may still come.
 * Where no number can be agreed on it leads to `sorry`.
 */
function offer(draft: Draft, words: OfferWords, sorry: Label): void {
  const [keep, other, agreed]: [Label, Label, Label] = [{ at: 0 }, { at: 0 }, { at: 0 }]
  draft.steps.push((resolve) => ({
    kind: 'branch',
    when: { kind: 'caller-known' },
    otherwise: resolve(other),
  }))
  draft.steps.push((resolve) => ({
    ...entryOf(CONFIRM, PATIENTLY),
    min: 1,
    max: 1,
    choices: { '1': resolve(keep), '2': resolve(other) },
    otherwise: resolve(sorry),
  }))
  here(draft, keep)
  draft.steps.push((resolve) => promiseOf(words, resolve(other)))
  jump(draft, agreed)
  here(draft, other)
  draft.steps.push((resolve) => ({
    ...entryOf(['callback-key-number'], PATIENTLY),
    ...NUMBER_ENTRY,
    otherwise: resolve(sorry),
  }))
  draft.steps.push((resolve) => promiseOf({ ...words, number: KEYED_NUMBER }, resolve(sorry)))
  here(draft, agreed)
  add(draft, { kind: 'say', say: ['callback-promised'] })
  add(draft, { kind: 'hang-up' })
}

const KEYED_NUMBER = 'callbackNumber'
const CONFIRM: Said = ['callback-number-is', { digits: 'caller' }, 'callback-confirm']
const PATIENTLY = { again: undefined, tries: 3, timeout: 8 * SECOND_MS }
const NUMBER_ENTRY = {
  min: 3,
  max: 20,
  terminator: '#',
  store: KEYED_NUMBER,
  check: 'phone-number',
} as const

function promiseOf(
  words: { readonly queue?: string; readonly delay?: number; readonly number?: string },
  otherwise: number,
): FlowStep {
  return {
    kind: 'create-callback',
    ...(words.number === undefined ? {} : { numberFrom: words.number }),
    ...(words.queue === undefined ? {} : { queueId: queueId(words.queue) }),
    ...(words.delay === undefined ? {} : { delayMs: words.delay }),
    otherwise,
  }
}

function setOf(words: SetWords): FlowStep {
  const { preferredAgents, ...rest } = words
  const agents = preferredAgents?.map(agentId)
  return {
    kind: 'set',
    ...rest,
    ...(agents === undefined ? {} : { preferredAgents: { agents, timeoutMs: PREFERRED_MS } }),
  } as FlowStep
}

function valueOf(word: string): Utterance | undefined {
  if (word === 'position') return { position: true }
  return word === 'estimated-wait' ? { estimatedWait: true } : undefined
}

function utteranceOf(said: Said[number]): Utterance {
  return typeof said === 'string' ? (valueOf(said) ?? said) : said
}
