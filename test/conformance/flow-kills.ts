import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtInPrompt } from '../../src/prompts/built-in.ts'
import { eventually } from '../support/eventually.ts'
import {
  foldOf,
  KilledHouse,
  type KilledHouseSwitch,
  type Told,
  type ToneBook,
} from '../support/killed-house.ts'
import { likeness, recorded, samplesIn, tone } from '../support/peer-audio.ts'
import { buildProduct } from '../support/product.ts'
import type { SipCaller } from '../support/sip-caller.ts'
import { mailbox } from './voicemail.ts'

/** A switch for the suite. */
export interface KillHarness extends KilledHouseSwitch {
  readonly prepare: () => Promise<void>
  /** Calls go on while no process is there. */
  readonly callsOutliveProcess: boolean
}

const SILENCE_MS = 500
const RATE_HZ = 8_000
const OUTSIDE = '+12025550199'
const MACHINE = '+12025550177'
const WAITER = '+12025550178'
const HELLO = 'src/lab/audio/hello.wav'
const GREETING = 'src/lab/audio/voicemail.wav'

const HZ = { music: 400, prompt: 600, number: 700, question: 800, later: 1_000, again: 1_200 }
const AGENT_HZ = 1_400
const TONES: ToneBook = {
  comfort: { hz: HZ.music, ms: 3_000 },
  later: { hz: HZ.later, ms: 3_000 },
  again: { hz: HZ.again, ms: 5_000 },
  prompt: { hz: HZ.prompt, ms: 5_000 },
  question: { hz: HZ.question, ms: 5_000 },
  'callback-number-is': { hz: HZ.number, ms: 300 },
  'callback-confirm': { hz: HZ.question, ms: 5_000 },
  ...Object.fromEntries(
    [...Array(10).keys()].map((digit) => [`number-${digit}`, { hz: HZ.number, ms: 120 }]),
  ),
}

/** One caller in the middle of one action. */
interface Scene {
  readonly house: KilledHouse
  readonly caller: SipCaller
  readonly number: string
  readonly answeredAt: number
  readonly questions: readonly string[]
}

interface Action {
  readonly flow: readonly object[]
  /** What the caller does until they are in the middle of it. */
  readonly before?: (scene: Scene) => Promise<void> | void
  readonly isInMiddle: (scene: Scene) => boolean
  /** What the next life makes of it, as the caller has it. */
  readonly after: (scene: Scene) => Promise<void>
  /** What the journal says of it in the end. */
  readonly told?: (call: Told) => void
}

const hears = ({ caller }: Scene, hz: number): boolean => caller.audio.shareAt(hz) > 0.5
const soon = (scene: Scene, hz: number): Promise<void> =>
  eventually(() => hears(scene, hz), 12_000).catch(() => {
    throw new Error(`${hz} Hz is not heard`)
  })
const isLetGo = ({ caller }: Scene): Promise<void> => eventually(() => caller.isOver, 12_000)
const linesOf = (call: Told, event: string): number =>
  call.timeline.filter((line) => line.event === event).length
const LATER = { hold: '1 min', music: 'later' }

/** What the spec says of a kill in the middle of each action, where calls outlive the process. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'a prompt: it is said again from its beginning': {
    flow: [{ play: 'prompt' }],
    isInMiddle: (scene) => hears(scene, HZ.prompt),
    after: isLetGo,
    told: (call) => expect(linesOf(call, 'message-started')).toBe(2),
  },
  'values: they are said again': {
    flow: [{ play: Array.from({ length: 4 }, () => ({ digits: 'caller' })) }],
    isInMiddle: (scene) => hears(scene, HZ.number),
    after: isLetGo,
  },
  'music: it goes on for what is left of its time': {
    flow: [{ hold: '14 s' }],
    isInMiddle: (scene) => hears(scene, HZ.music),
    async after(scene) {
      await eventually(() => scene.caller.isOver, 16_000)
      expect(Math.abs(performance.now() - scene.answeredAt - 14_000)).toBeLessThan(1_500)
    },
  },
  'a menu: it is asked again': {
    flow: [{ ask: 'question', timeout: '30 s', choices: { '1': LATER } }],
    isInMiddle: (scene) => hears(scene, HZ.question),
    async after(scene) {
      await soon(scene, HZ.question)
      scene.caller.audio.press('1')
      await soon(scene, HZ.later)
    },
  },
  'an entry: what was keyed is forgotten': {
    flow: [{ collect: 'question', as: 'code', min: 3, max: 3, timeout: '30 s' }, LATER],
    async before(scene) {
      await soon(scene, HZ.question)
      scene.caller.pressByInfo('9')
    },
    isInMiddle: (scene) => hears(scene, HZ.music),
    async after(scene) {
      await soon(scene, HZ.question)
      for (const key of '345') {
        scene.caller.pressByInfo(key)
        await sleep(300)
      }
      await soon(scene, HZ.later)
    },
    told: (call) => expect(call.flow?.data).toMatchObject({ code: '345' }),
  },
  'an HTTP question: it is asked again, under another key': {
    flow: [{ http: 'http://127.0.0.1:PORT/', timeout: '20 s' }, LATER],
    isInMiddle: (scene) => hears(scene, HZ.music) && scene.questions.length === 1,
    async after(scene) {
      await soon(scene, HZ.later)
      expect(new Set(scene.questions).size).toBe(2)
    },
    told: (call) => expect(call.flow?.data).toMatchObject({ tier: 'gold' }),
  },
  'a recording: it goes on, and is whole': {
    flow: [{ record: { max: '1 min', end: '#' } }, LATER],
    before: ({ caller }) => caller.audio.say(tone(700)),
    isInMiddle: ({ answeredAt }) => performance.now() - answeredAt > 2_000,
    async after(scene) {
      scene.caller.audio.say(tone(1_100))
      await sleep(1_500)
      scene.caller.pressByInfo('#')
      await soon(scene, HZ.later)
    },
    told: (call) => expect(call.recordings).toMatchObject([{ whole: true }]),
  },
  'a wait in line: the place is kept': {
    flow: [{ queue: 'accounts', say: ['prompt', 'position'] }],
    isInMiddle: (scene) => hears(scene, HZ.prompt),
    after: (scene) => soon(scene, HZ.prompt),
    told(call) {
      const entered = call.timeline.filter(({ event }) => event === 'entered-queue')
      expect(entered.map(({ at }) => at)).toEqual([call.rankedAt])
      expect(call.state).toBe('queued')
    },
  },
  'an offer of a callback: it is made again, and kept': {
    flow: [{ offerCallback: { queue: 'accounts' } }],
    isInMiddle: (scene) => hears(scene, HZ.question),
    async after(scene) {
      await soon(scene, HZ.question)
      scene.caller.pressByInfo('1')
      await isLetGo(scene)
    },
    told: (call) => expect(linesOf(call, 'callback-promised')).toBe(1),
  },
  'the promise of a callback: it begins when the call is over': {
    flow: [{ createCallback: { queue: 'accounts' } }, { play: 'prompt' }],
    isInMiddle: (scene) => hears(scene, HZ.prompt),
    after: isLetGo,
    told: (call) => expect(linesOf(call, 'callback-promised')).toBe(1),
  },
  'ringing a number outside: it rings on, and is joined': {
    flow: [{ transfer: { number: OUTSIDE }, else: LATER }],
    before: async ({ house }) => (await house.carrierCall(OUTSIDE)).ring(),
    isInMiddle: (scene) => hears(scene, HZ.music),
    async after(scene) {
      const outside = await scene.house.carrierCall(OUTSIDE)
      outside.audio.say(tone(900))
      outside.answer()
      await soon(scene, 900)
    },
  },
}
const NAMES = Object.keys(ACTIONS)

/** One kill of the whole product, with a caller in the middle of each action of a flow. */
export function describeFlowKills(name: string, harness: KillHarness): void {
  const { callsOutliveProcess } = harness
  describe(`kill -9 of Ringfirst on the ${name} switch, with callers in the middle of`, () => {
    const questions: string[] = []
    const endpoint = slowEndpoint(questions)
    let house: KilledHouse

    beforeAll(async () => {
      buildProduct()
      await harness.prepare()
      await once(endpoint.listen(0, '127.0.0.1'), 'listening')
      house = await KilledHouse.open(harness, TONES)
      await house.start(configOf((endpoint.address() as AddressInfo).port))
    }, 60_000)
    afterAll(async () => {
      await house?.close()
      endpoint.close()
      endpoint.closeAllConnections()
    })

    it(`each action: it ${callsOutliveProcess ? 'goes on' : 'ends'} as the spec says`, async () => {
      const answered = callsOutliveProcess ? await whoAnswered(house) : undefined
      const scenes = await Promise.all(NAMES.map((_, at) => reachMiddle(house, at, questions)))
      expect(NAMES.filter((_, at) => !isInMiddle(scenes, at))).toEqual([])
      const isOver = (): boolean => !scenes.some(hearsWords)
      const awayMs = await house.killAndStart(callsOutliveProcess ? isOver : () => true)
      const goOn = callsOutliveProcess ? goesOn : ends
      const [report] = await Promise.all([goOn(scenes), answered?.goOn()])
      let faults: readonly string[] = []
      // What a hang-up begins is durable a moment after it.
      await eventually(async () => {
        faults = judged(scenes, foldOf(await house.journal()), callsOutliveProcess)
        return faults.length === 0
      }, 5_000).catch(() => undefined)
      expect([...report, ...faults]).toEqual([])
      if (!callsOutliveProcess) return
      const heard = [...scenes.map(({ caller }) => caller.audio), ...(answered?.heard ?? [])]
      const longestMs = Math.round(Math.max(...heard.map((audio) => audio.longestSilenceMs())))
      process.stdout.write(
        `Ringfirst was away for ${Math.round(awayMs)} ms; longest silence of ${heard.length}: ${longestMs} ms\n`,
      )
      expect(longestMs).toBeLessThan(SILENCE_MS)
    }, 120_000)
  })
}

/** Whether the caller still hears what played at the moment of the kill, and not the music after it. */
function hearsWords(scene: Scene): boolean {
  return [HZ.prompt, HZ.number, HZ.question].some((hz) => hears(scene, hz))
}

function actionAt(at: number): Action {
  return Object.values(ACTIONS)[at] as Action
}

function isInMiddle(scenes: readonly Scene[], at: number): boolean {
  return actionAt(at).isInMiddle(scenes[at] as Scene)
}

async function reachMiddle(
  house: KilledHouse,
  at: number,
  questions: readonly string[],
): Promise<Scene> {
  const number = numberOf(300 + at)
  const caller = await house.call(number, numberOf(400 + at))
  const scene: Scene = { house, caller, number, answeredAt: performance.now(), questions }
  const { before, isInMiddle: isThere } = actionAt(at)
  await before?.(scene)
  await eventually(() => isThere(scene), 10_000)
  return scene
}

/** What each caller has of the next life. */
async function goesOn(scenes: readonly Scene[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(scenes.map((scene, at) => actionAt(at).after(scene)))
  return outcomes.flatMap((outcome, at) =>
    outcome.status === 'rejected' ? [`${NAMES[at] ?? ''}: ${String(outcome.reason)}`] : [],
  )
}

/** The media lived in the process: nothing is heard any more, and nobody there knows the call. */
async function ends(scenes: readonly Scene[]): Promise<readonly string[]> {
  const packets = scenes.map(({ caller }) => caller.audio.packets)
  for (const { caller } of scenes) caller.hangUp()
  const isGone = ({ caller }: Scene): boolean => caller.received.at(-1)?.status === 481
  await eventually(() => scenes.every(isGone), 5_000).catch(() => undefined)
  return scenes.flatMap((scene, at) => [
    ...(isGone(scene) ? [] : [`${NAMES[at] ?? ''}: the call is known`]),
    ...(scene.caller.audio.packets === packets[at] ? [] : [`${NAMES[at] ?? ''}: audio goes on`]),
  ])
}

/** What the journal says that is not as it should be. */
function judged(
  scenes: readonly Scene[],
  told: ReadonlyMap<string, Told>,
  callsOutliveProcess: boolean,
): readonly string[] {
  return scenes.flatMap(({ number }, at) => {
    const what = NAMES[at] ?? ''
    const call = told.get(`call ${number}`)
    if (call === undefined) return [`${what}: not in the journal`]
    try {
      if (callsOutliveProcess) actionAt(at).told?.(call)
      const isPromised = linesOf(call, 'callback-promised') > 0
      expect(told.has(`callback ${number}`)).toBe(isPromised)
      const end = isPromised ? 'callback-booked' : 'interrupted'
      if (!callsOutliveProcess) expect(call.disposition).toBe(end)
      return []
    } catch (failure) {
      return [`${what}: ${String(failure)}`]
    }
  })
}

/** Two callbacks: a machine that still greets, and a person who waits for an agent. */
async function whoAnswered(house: KilledHouse) {
  const { product } = house
  await house.registerAgents()
  const [greeted, waited] = [
    await product.book(MACHINE, 'sales'),
    await product.book(WAITER, 'sales'),
  ]
  const [machine, waiter] = [await house.carrierCall(MACHINE), await house.carrierCall(WAITER)]
  const greeting = samplesIn(GREETING)
  machine.audio.say((index) => greeting[index % greeting.length] ?? 0)
  waiter.audio.say(recorded(HELLO))
  for (const call of [machine, waiter]) {
    call.ring()
    call.answer()
  }
  await product.sees(waited, 'answered')
  for (const agent of ['bob', 'carol']) await product.ask('POST', `/v1/agents/${agent}/off-queue`)
  await product.sees(greeted, 'flow-started')
  await eventually(() => waiter.audio.shareAt(HZ.again) > 0.5)
  return {
    heard: [waiter.audio],
    async goOn(): Promise<void> {
      const rest = greeting.slice(-2 * RATE_HZ)
      machine.audio.say(
        mailbox(
          () => machine.audio.forget(),
          () => 0,
          rest,
        ),
      )
      await eventually(() => waiter.audio.shareAt(HZ.again) > 0.5)
      await house.registerAgents()
      await house.product.ask('POST', '/v1/agents/bob/on-queue')
      const ring = await house.phone.call(0)
      ring.ring()
      ring.audio.say(tone(AGENT_HZ))
      ring.answer()
      await eventually(() => waiter.audio.shareAt(AGENT_HZ) > 0.5)
      expect(await house.product.callback(waited)).toMatchObject({ disposition: 'connected' })
      const left = await house.product.sees(greeted, 'closed', 40_000)
      expect(left).toMatchObject({ disposition: 'machine' })
      const message = samplesIn(builtInPrompt('done'))
      expect(likeness(machine.audio.heard, message)).toBeGreaterThan(0.95)
    },
  }
}

function configOf(endpointPort: number): object {
  const port = String(endpointPort)
  const written = JSON.stringify(Object.values(ACTIONS).map(({ flow }) => flow))
  const flows = JSON.parse(written.replaceAll('PORT', port)) as object[]
  return {
    httpHosts: [`127.0.0.1:${port}`],
    numbers: Object.fromEntries(
      flows.map((_, at) => [numberOf(400 + at), { flow: `action-${at}`, queue: 'accounts' }]),
    ),
    flows: Object.fromEntries(flows.map((flow, at) => [`action-${at}`, flow])),
    queues: {
      accounts: {},
      sales: {
        machineFlow: [{ waitForBeep: '60 s' }, { play: 'done' }, 'hangUp'],
        waitFlow: [{ hold: '1 s' }, ...Array.from({ length: 4 }, () => ({ play: 'again' }))],
        maxWaitAfterAnswer: '2 min',
      },
    },
  }
}

function numberOf(index: number): string {
  return `+1202555${String(index).padStart(4, '0')}`
}

/** Answers the second question and those after it; the first is asked by a life that ends. */
function slowEndpoint(questions: string[]): Server {
  return createServer((request, response) => {
    questions.push(String(request.headers['idempotency-key']))
    if (questions.length > 1) response.end('{"tier":"gold"}')
  })
}
