import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Settings } from '../../src/config/settings.ts'
import {
  callbackId,
  callbackOfCall,
  phoneNumber,
  queueId,
  type CallbackId,
} from '../../src/core/ids.ts'
import { createState } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import type { FindPrompt } from '../../src/softswitch/settings.ts'
import { CrowdOfCallers } from '../support/crowd-day.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled } from '../support/external-peer.ts'
import { FlowHouse, type HouseSwitch } from '../support/flow-house.ts'
import { tone } from '../support/peer-audio.ts'
import type { SipCaller } from '../support/sip-caller.ts'
import type { PeerCall, SipPeer } from '../support/sip-peer.ts'
import { toneWav } from '../support/tone-wav.ts'
import { describeVoicemail } from './voicemail.ts'

/** A switch for the suite. */
export interface FlowHarness {
  readonly prepare: () => Promise<void>
  readonly makeSwitch: (settings: Settings, findPrompt: FindPrompt) => HouseSwitch
}

const ALICE = '+12025550101'
const CAROL = '+12025550102'
const ERIN = '+12025550103'
const FRANK = '+12025550104'
/** Two who are called back and wait for an agent. */
const WAITERS = ['+12025550105', '+12025550106'] as const
const DIRECT = '+12025550152'
const HZ = { seven: 1_500, waits: 1_700, sorry: 1_900, tina: 1_300, pat: 1_100 }
/** Nobody is left in silence for longer. */
const SILENCE_MS = 500
const CROWD_AGENTS = [...Array(6).keys()].map((index) => `agent-${index}`)

/** The example, a little quicker, with agents for each story and a queue with a treatment of its own. */
function extended(text: string): string {
  const crowd = CROWD_AGENTS.map((name) => `  ${name}: { queues: [support] }`)
  const agents = `${crowd.join('\n')}
  sally: { queues: [sales] }
  simon: { queues: [sales] }
  dan: { queues: [accounts] }
  tina: { queues: [experts] }
  pat: { queues: [patience] }
  pam: { queues: [patience] }`
  const queues = `
  experts: {}
  patience:
    waitFlow: [{ hold: 1 s }, { play: waits }]
    noAgent: { flow: [{ play: sorry }, rebook] }
    maxWaitAfterAnswer: 7 s`
  const direct =
    '[{ play: [{ number: 7 }, { number: 7 }] }, { transfer: { agent: tina }, else: hangUp }]'
  return text
    .replace('say: [please-hold, you-are-number', 'say: [you-are-number')
    .replace('waitOver: 2 min', 'waitOver: 0 s')
    .replace('- ask: main-menu\n', '- ask: main-menu\n      tries: 2\n      timeout: 2 s\n')
    .replace('\nagents:\n', `\nagents:\n${agents}\n`)
    .replace('\nqueues:', `\nqueues:${queues}`)
    .replace('\nnumbers:\n', `\nnumbers:\n  '${DIRECT}': { flow: direct, queue: experts }\n`)
    .replace('\nflows:\n', `\nflows:\n  direct: ${direct}\n`)
}

/** Callers go through the example contact centre side by side, on one switch or the other. */
export function describeFlows(name: string, harness: FlowHarness): void {
  describe.concurrent(`callers on the ${name} switch`, () => {
    const tones = mkdtempSync(join(tmpdir(), 'ringfirst-tones-'))
    let house: FlowHouse
    const phones: SipPeer[] = []
    beforeAll(async () => {
      await harness.prepare()
      const { seven, waits, sorry } = HZ
      for (const [prompt, hz, ms] of [
        ['number-7', seven, 700],
        ['waits', waits, 1_500],
        ['sorry', sorry, 1_500],
      ] as const)
        writeFileSync(join(tones, `${prompt}.wav`), toneWav(hz, ms))
      const findPrompt = createFindPrompt(tones)
      house = await FlowHouse.open((settings) => harness.makeSwitch(settings, findPrompt), extended)
    }, 30_000)
    afterAll(async () => {
      for (const phone of phones) phone.close()
      await house?.close()
      rmSync(tones, { recursive: true })
    })

    const callOf = (number: string) => house.interactionOf(number, 'call')
    const agent = async (who: string): Promise<SipPeer> => {
      const phone = await house.agent(who)
      phones.push(phone)
      return phone
    }
    const inMenu = async (number: string): Promise<SipCaller> => {
      const caller = await house.call(number)
      await caller.answered()
      await eventually(() => callOf(number)?.course.flow?.awaits === 'keys')
      return caller
    }

    it('wait, hear their position, take a callback at their very place, and reach an agent', async () => {
      const alice = await inMenu(ALICE)
      alice.audio.press('1')
      await eventually(() => callOf(ALICE)?.state === 'queued')
      const carol = await inMenu(CAROL)
      carol.pressByInfo('1')
      await eventually(() => callOf(CAROL)?.state === 'queued')
      const call = callOf(ALICE)
      const rank = call?.rankedAt
      await eventually(() => call?.course.flow?.keys['1'] !== undefined)
      alice.audio.press('1')
      await eventually(() => call?.course.flow?.awaits === 'keys')
      alice.pressByInfo('1')
      await eventually(() => alice.isOver, 15_000)
      const booked = callbackOfCall(call?.id as CallbackId)
      await eventually(() => house.dialer.state.callbacks.has(booked))
      expect(rankInJournal(house, booked)).toBe(rank)
      expect(house.ended(call?.id as CallbackId)?.disposition).toBe('callback-booked')
      expect(alice.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)

      const sally = await agent('sally')
      const back = await house.answerCallback(ALICE)
      expect(back.invite.uri).toContain(ALICE)
      answers(await sally.call(0, 10_000), HZ.pat)
      await eventually(() => house.dialer.state.callbacks.get(booked)?.state === 'talking')
      expect(callOf(CAROL)?.state).toBe('queued')

      const simon = await agent('simon')
      answers(await simon.call(0, 10_000), HZ.tina)
      await eventually(() => callOf(CAROL)?.state === 'talking')
      await eventually(() => carol.audio.shareAt(HZ.tina) > 0.5)
      expect(carol.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
    })

    it.runIf(isInstalled('sipp'))(
      'in a crowd each take a callback at their very place and reach an agent',
      async () => {
        const crowd = new CrowdOfCallers(house, 12)
        try {
          await crowd.call(house.sip, 12)
          await eventually(() => crowd.areGone, 60_000, 100)
          expect(await crowd.serve(CROWD_AGENTS, 60_000)).toEqual({
            callers: 12,
            atTheirPlace: 12,
            outOfTurn: 0,
            joined: 12,
            complaints: [],
          })
        } finally {
          await crowd.close()
        }
      },
    )

    it('who key nothing are asked again, hear something all the while, and are put in line', async () => {
      const erin = await inMenu(ERIN)
      await eventually(() => callOf(ERIN)?.state === 'queued', 50_000)
      expect(callOf(ERIN)?.queueId).toBe('support')
      erin.hangUp()
      expect(erin.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
    })

    it('hear numbers, then music while an agent is rung for them, and then the agent', async () => {
      const tina = await agent('tina')
      const frank = await house.call(FRANK, DIRECT)
      await eventually(() => frank.audio.shareAt(HZ.seven) > 0.5)
      const ring = await tina.call(0, 10_000)
      await eventually(() => frank.audio.loudest() > 500 && frank.audio.shareAt(HZ.seven) < 0.1)
      answers(ring, HZ.tina)
      await eventually(() => frank.audio.shareAt(HZ.tina) > 0.5)
      expect(callOf(FRANK)).toMatchObject({ state: 'talking', course: { agentId: 'tina' } })
      expect(frank.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
    })

    it('who were called back go through the flow for their wait, to an agent or to the end of it', async () => {
      const pat = await agent('pat')
      await agent('pam')
      for (const [index, number] of WAITERS.entries()) await book(house, number, index)
      const [first, second] = await Promise.all(
        WAITERS.map((number) => house.answerCallback(number)),
      )
      const waiting = WAITERS.map((number) => house.interactionOf(number, 'callback'))
      const rank = waiting[1]?.rankedAt
      await eventually(() => waiting.every((each) => each?.course.answeredAt !== undefined))
      for (const name of ['pat', 'pam']) await house.offQueue(name)
      for (const { audio } of [first, second] as PeerCall[])
        await eventually(() => audio.shareAt(HZ.waits) > 0.5)
      await house.onQueue('pat')
      answers(await pat.call(0, 10_000), HZ.pat)
      await eventually(() => (first?.audio.shareAt(HZ.pat) ?? 0) > 0.5)
      await eventually(() => (second?.audio.shareAt(HZ.sorry) ?? 0) > 0.5)
      await eventually(() => second?.count('BYE') === 1)
      await eventually(() => waiting[1]?.state === 'scheduled' || waiting[1]?.state === 'waiting')
      expect(waiting[1]?.rankedAt).toBe(rank)
      for (const call of [first, second])
        expect(call?.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
    })

    describeVoicemail(() => house, agent)
  })
}

/** A phone rings, is answered at once, and says a tone. */
function answers(call: PeerCall, hz: number): void {
  call.ring()
  call.audio.say(tone(hz))
  call.answer()
}

async function book(house: FlowHouse, number: string, index: number): Promise<void> {
  await house.dialer.submit({
    kind: 'CallbackBooked',
    callbackId: callbackId(`00000000-0000-7000-8000-0000a1c${index}0000`),
    number: phoneNumber(number),
    queueId: queueId('patience'),
    source: 'api',
  })
}

/** Where the journal says that a callback stands: every event is folded anew. */
function rankInJournal(house: FlowHouse, id: CallbackId): number | undefined {
  let state = createState()
  for (const { event, at } of house.disk.journal) ({ state } = step(state, event, at))
  return state.callbacks.get(id)?.rankedAt
}
