import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { callbackOfCall, type CallbackId } from '../../src/core/ids.ts'
import type { InteractionRecord } from '../../src/core/state/interaction.ts'
import { eventually } from '../support/eventually.ts'
import { FlowHouse } from '../support/flow-house.ts'
import { tone } from '../support/peer-audio.ts'
import type { SipCaller } from '../support/sip-caller.ts'
import { readStereoWav } from '../support/stereo-wav.ts'
import { shareAt } from '../support/tone-share.ts'
import type { FlowHarness } from './flows.ts'

const SILENCE_MS = 500
/** What ends, or was ordered and not yet obeyed, while nobody is there is made good by the next life. */
const RESTART_SILENCE_MS = 500
const OUTSIDE = '+12025550199'

/** The house as an action sees it: one caller in the middle of it, one life before, one after. */
interface Scene {
  readonly house: FlowHouse
  readonly caller: SipCaller
  readonly id: CallbackId
  /** The caller's call as it stands; undefined once it is over. */
  readonly call: () => ReturnType<FlowHouse['interactionOf']>
  readonly questions: readonly string[]
  readonly recordings: string
}

interface Action {
  readonly flow: string
  /** What the caller does until they are in the middle of it. */
  readonly before?: (scene: Scene) => void
  readonly isInMiddle: (scene: Scene) => boolean
  /** What the next life makes of it. */
  readonly after: (scene: Scene) => Promise<void>
}

const awaits = (what: string) => (scene: Scene) => scene.call()?.flow?.awaits === what
const isOver = async ({ caller, house, id }: Scene): Promise<void> => {
  await eventually(() => caller.isOver, 25_000)
  await eventually(() => house.ended(id) !== undefined)
}
const goesOnTo = (scene: Scene, index: number): Promise<void> =>
  eventually(() => (scene.call()?.flow?.at ?? 0) >= index, 15_000)

/** What the spec says of a restart in the middle of each action, where calls outlive the process. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'a prompt: it is said again from its beginning': {
    flow: '[{ play: callback-waiting }]',
    isInMiddle: awaits('prompt'),
    async after(scene) {
      await isOver(scene)
      const told = recordOf(scene).timeline.filter(({ event }) => event === 'message-started')
      expect(told).toHaveLength(2)
    },
  },
  'values: they are said again': {
    flow: "[{ play: [open-again-at, { time: '08:00' }, { digits: caller }] }]",
    isInMiddle: awaits('prompt'),
    after: isOver,
  },
  'music: it goes on for what is left of its time': {
    flow: '[{ hold: 8 s }]',
    isInMiddle: awaits('time'),
    async after(scene) {
      await isOver(scene)
      const { timeline } = recordOf(scene)
      const [begun = 0, over = 0] = ['answered', 'attempt-settled'].map(
        (what) => timeline.find(({ event }) => event === what)?.at ?? 0,
      )
      expect(Math.abs(over - begun - 8_000)).toBeLessThan(1_000)
    },
  },
  'a menu: it is asked again': {
    flow: "[{ ask: main-menu, timeout: 30 s, choices: { '1': { hold: 1 min } } }]",
    isInMiddle: awaits('keys'),
    async after(scene) {
      scene.caller.audio.press('1')
      await eventually(() => awaits('time')(scene))
    },
  },
  'an entry: what was keyed is forgotten': {
    flow: '[{ collect: closed, as: code, min: 3, max: 3, timeout: 30 s }, { hold: 1 min }]',
    before: ({ caller }) => caller.pressByInfo('9'),
    isInMiddle: (scene) => scene.call()?.flow?.digits === '9',
    async after(scene) {
      for (const key of '345') {
        const keyed = scene.call()?.flow?.digits.length ?? 0
        scene.caller.pressByInfo(key)
        await eventually(() => (scene.call()?.flow?.digits.length ?? 0) !== keyed)
      }
      await eventually(() => scene.call()?.flow?.data['code'] === '345')
    },
  },
  'an HTTP question: it is asked again, under another key': {
    flow: '[{ http: "http://127.0.0.1:PORT/", timeout: 20 s }, { hold: 1 min }]',
    isInMiddle: (scene) => awaits('reply')(scene) && scene.questions.length === 1,
    async after(scene) {
      await eventually(() => scene.call()?.flow?.data['tier'] === 'gold')
      expect(new Set(scene.questions).size).toBe(2)
    },
  },
  'a recording: it goes on, and is whole': {
    flow: "[{ record: { max: 1 min, end: '#' } }, { hold: 1 min }]",
    before: ({ caller }) => caller.audio.say(tone(700)),
    isInMiddle: (scene) => awaits('recording')(scene) && recordedMs(scene) > 800,
    async after(scene) {
      scene.caller.audio.say(tone(1_100))
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      scene.caller.pressByInfo('#')
      await goesOnTo(scene, 2)
      const [kept] = scene.call()?.recordings ?? []
      expect(kept).toMatchObject({ whole: true })
      const { left } = readStereoWav(join(scene.recordings, kept?.file ?? ''))
      expect(shareAt(left.slice(400, 3_200), 700)).toBeGreaterThan(0.7)
      expect(shareAt(left.slice(-7_000, -1_000), 1_100)).toBeGreaterThan(0.7)
    },
  },
  'a wait in line: the place is kept': {
    flow: '[{ queue: sales, say: [you-are-number, position] }]',
    isInMiddle: (scene) => scene.call()?.state === 'queued',
    async after(scene) {
      await eventually(() => scene.call()?.state === 'queued')
      const entered = scene
        .call()
        ?.timeline.filter(({ event }) => event === 'entered-queue')
        .map(({ at }) => at)
      expect(entered).toEqual([scene.call()?.rankedAt])
    },
  },
  'an offer of a callback: it is made again, and kept': {
    flow: '[{ offerCallback: { queue: accounts } }]',
    isInMiddle: awaits('keys'),
    async after(scene) {
      scene.caller.pressByInfo('1')
      await isOver(scene)
      await eventually(() => scene.house.dialer.state.callbacks.has(callbackOfCall(scene.id)))
    },
  },
  'the promise of a callback: it begins when the call is over': {
    flow: '[{ createCallback: { queue: accounts } }, { play: callback-waiting }]',
    isInMiddle: (scene) => scene.call()?.flow?.promise !== undefined,
    async after(scene) {
      await isOver(scene)
      await eventually(() => scene.house.dialer.state.callbacks.has(callbackOfCall(scene.id)))
    },
  },
  'ringing a number outside: it rings on, and is joined': {
    flow: `[{ transfer: { number: '${OUTSIDE}' }, else: { hold: 1 min } }]`,
    isInMiddle: ({ house }) => house.carrier.calls.length === 1,
    before: ({ house }) => void house.carrier.call(0, 10_000).then((call) => call.ring()),
    async after(scene) {
      const outside = await scene.house.carrier.call(0)
      outside.audio.say(tone(900))
      outside.answer()
      await eventually(() => scene.caller.audio.shareAt(900) > 0.5)
    },
  },
}

function recordedMs({ house, call }: Scene): number {
  const startedAt = call()?.recordings[0]?.startedAt
  return startedAt === undefined ? 0 : house.dialer.now() - startedAt
}

function recordOf({ house, id }: Scene): InteractionRecord {
  return house.ended(id) as unknown as InteractionRecord
}

/** A restart in the middle of each action of a flow, all of them in one restart. */
export function describeFlowRestarts(name: string, harness: FlowHarness): void {
  describe(`a restart of the process on the ${name} switch in the middle of`, () => {
    let house: FlowHouse
    let endpoint: Server
    afterEach(async () => {
      await house.close()
      endpoint.close()
      endpoint.closeAllConnections()
      await harness.close()
    })

    it(`each action ${harness.callsOutliveProcess ? 'continues' : 'ends'} it as the spec says`, async () => {
      await harness.prepare()
      const questions: string[] = []
      endpoint = slowEndpoint(questions)
      await once(endpoint.listen(0, '127.0.0.1'), 'listening')
      const port = String((endpoint.address() as AddressInfo).port)
      house = await FlowHouse.open(harness.makeSwitch, (text) => withActions(text, port))
      const recordings = harness.recordingsFolder()
      const scenes = await Promise.all(
        Object.values(ACTIONS).map((action, index) =>
          reachMiddle(house, action, index, { house, questions, recordings }),
        ),
      )
      const caught = Object.entries(ACTIONS).map(([what, { isInMiddle }], index) => {
        const scene = scenes[index] as Scene
        return isInMiddle(scene) ? undefined : what
      })
      expect(caught.filter((what) => what !== undefined)).toEqual([])
      const before = scenes.map(({ caller }) => caller.audio.longestSilenceMs())
      await house.die()
      await house.start()
      if (!harness.callsOutliveProcess) return allInterrupted(house, scenes)
      const outcomes = await Promise.allSettled(
        Object.values(ACTIONS).map(({ after }, index) => after(scenes[index] as Scene)),
      )
      const report = Object.keys(ACTIONS).flatMap((what, index) => {
        const outcome = outcomes[index]
        const withinMs = (scenes[index] as Scene).caller.audio.longestSilenceMs()
        return [
          ...(outcome?.status === 'rejected' ? [`${what}: ${String(outcome.reason)}`] : []),
          ...((before[index] ?? 0) < SILENCE_MS ? [] : [`${what}: silent before`]),
          ...(withinMs < RESTART_SILENCE_MS
            ? []
            : [`${what}: silent for ${withinMs.toFixed(0)} ms`]),
        ]
      })
      expect(report).toEqual([])
    })
  })
}

async function reachMiddle(
  house: FlowHouse,
  { before, isInMiddle }: Action,
  index: number,
  shared: Pick<Scene, 'house' | 'questions' | 'recordings'>,
): Promise<Scene> {
  const number = `+1202555${String(300 + index).padStart(4, '0')}`
  const caller = await house.call(number, calledNumber(index))
  await caller.answered()
  const call = (): ReturnType<Scene['call']> => house.interactionOf(number, 'call')
  const id = call()?.id as CallbackId
  const scene: Scene = { ...shared, caller, id, call }
  before?.(scene)
  await eventually(() => isInMiddle(scene), 10_000)
  return scene
}

/** On the lab switch calls end with the process; what was promised is kept. */
async function allInterrupted(house: FlowHouse, scenes: readonly Scene[]): Promise<void> {
  await eventually(() => scenes.every(({ id }) => house.ended(id) !== undefined))
  const ends = scenes.map((scene) => recordOf(scene).disposition)
  const promised = Object.keys(ACTIONS).findIndex((what) => what.startsWith('the promise'))
  expect(ends).toEqual(
    scenes.map((_, index) => (index === promised ? 'callback-booked' : 'interrupted')),
  )
  const booked = callbackOfCall((scenes[promised] as Scene).id)
  expect(house.dialer.state.callbacks.has(booked)).toBe(true)
}

function withActions(text: string, port: string): string {
  const actions = Object.values(ACTIONS)
  const numbers = actions.map((_, index) => `  '${calledNumber(index)}': action-${index}`)
  const flows = actions.map(({ flow }, index) => `  action-${index}: ${flow}`)
  return text
    .replace('numbers:\n', `httpHosts: ['127.0.0.1:${port}']\nnumbers:\n${numbers.join('\n')}\n`)
    .replace('flows:\n', `flows:\n${flows.join('\n').replaceAll('PORT', port)}\n`)
}

function calledNumber(index: number): string {
  return `+1202555${String(400 + index).padStart(4, '0')}`
}

/** Answers the second question and those after it; the first is asked by a life that ends. */
function slowEndpoint(questions: string[]): Server {
  return createServer((request, response) => {
    questions.push(String(request.headers['idempotency-key']))
    if (questions.length > 1) response.end('{"tier":"gold"}')
  })
}
