import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Settings } from '../../src/config/settings.ts'
import { callbackOfCall, type CallbackId } from '../../src/core/ids.ts'
import { createState } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { CrowdOfCallers } from '../support/crowd-day.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled } from '../support/external-peer.ts'
import { FlowHouse, type HouseSwitch } from '../support/flow-house.ts'
import type { SipCaller } from '../support/sip-caller.ts'

/** A switch for the suite, ready to be made more than once: each is a life of the process. */
export interface FlowHarness {
  readonly prepare: () => Promise<void>
  readonly makeSwitch: (settings: Settings) => HouseSwitch
  readonly close: () => Promise<void>
  /** Calls go on while no process is there. */
  readonly callsOutliveProcess: boolean
  readonly recordingsFolder: () => string
}

const ALICE = '+12025550101'
const CAROL = '+12025550102'
/** Nobody is left in silence for longer. */
const SILENCE_MS = 500

const briefly = (text: string): string =>
  text
    .replace('say: [please-hold, you-are-number', 'say: [you-are-number')
    .replace('- ask: main-menu\n', '- ask: main-menu\n      tries: 2\n      timeout: 2 s\n')

/** Callers go through the example contact centre, on one switch or the other. */
export function describeFlows(name: string, harness: FlowHarness): void {
  describe(`callers on the ${name} switch`, () => {
    let house: FlowHouse
    const open = async (): Promise<void> => {
      await harness.prepare()
      house = await FlowHouse.open(harness.makeSwitch, briefly)
    }
    afterEach(async () => {
      await house.close()
      await harness.close()
    })

    const callOf = (number: string) => house.interactionOf(number, 'call')
    const inMenu = async (number: string): Promise<SipCaller> => {
      const caller = await house.call(number)
      await caller.answered()
      await eventually(() => callOf(number)?.flow?.awaits === 'keys', 5_000)
      return caller
    }
    const inLine = async (number: string, press: (caller: SipCaller) => void) => {
      const caller = await inMenu(number)
      await sleep(400)
      press(caller)
      await eventually(() => callOf(number)?.state === 'queued', 5_000)
      return caller
    }
    const byEvent = (key: string) => (caller: SipCaller) => caller.audio.press(key)
    const byInfo = (key: string) => (caller: SipCaller) => caller.pressByInfo(key)

    it('wait, hear their position, take a callback at their very place, and reach an agent', async () => {
      await open()
      const alice = await inLine(ALICE, byEvent('2'))
      const carol = await inLine(CAROL, byInfo('2'))
      const call = callOf(ALICE)
      const rank = call?.rankedAt
      await eventually(() => call?.flow?.keys['1'] !== undefined, 8_000)
      alice.audio.press('1')
      await eventually(() => call?.flow?.awaits === 'keys', 5_000)
      await sleep(500)
      alice.pressByInfo('1')
      await eventually(() => alice.isOver, 15_000)
      const booked = callbackOfCall(call?.id as CallbackId)
      await eventually(() => house.dialer.state.callbacks.has(booked))
      expect(rankInJournal(house, booked)).toBe(rank)
      expect(house.ended(call?.id as CallbackId)?.disposition).toBe('callback-booked')
      expect(alice.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)

      const phone = await house.agent('carol')
      const back = await house.answerCallback(0)
      expect(back.invite.uri).toContain(ALICE)
      const ring = await phone.call(0, 10_000)
      ring.ring()
      ring.audio.say(() => 1_000)
      ring.answer()
      await eventually(() => house.dialer.state.callbacks.get(booked)?.state === 'talking', 5_000)
      expect(callOf(CAROL)?.state).toBe('queued')
      expect(carol.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
      phone.close()
    })

    it.runIf(isInstalled('sipp'))(
      'in a crowd each take a callback at their very place and reach an agent',
      async () => {
        await open()
        const crowd = new CrowdOfCallers(house, 12)
        try {
          await crowd.call(house.sip, 8)
          await eventually(() => crowd.areGone, 60_000, 100)
          expect(await crowd.serve(['bob', 'carol'], 60_000)).toEqual({
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

    it('who wait reach an agent who comes, without a gap', async () => {
      await open()
      const alice = await inLine(ALICE, byEvent('2'))
      await sleep(1_000)
      const phone = await house.agent('carol')
      const ring = await phone.call(0, 5_000)
      ring.ring()
      ring.audio.say(() => 1_000 * (Math.random() - 0.5))
      ring.answer()
      await eventually(() => callOf(ALICE)?.state === 'talking', 5_000)
      await sleep(500)
      expect(alice.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
      phone.close()
    })

    it('who key nothing are asked again, hear something all the while, and are put in line', async () => {
      await open()
      const alice = await inMenu(ALICE)
      await eventually(() => callOf(ALICE)?.state === 'queued', 50_000)
      expect(callOf(ALICE)?.queueId).toBe('support')
      expect(alice.audio.longestSilenceMs()).toBeLessThan(SILENCE_MS)
    })
  })
}

/** Where the journal says that a callback stands: every event is folded anew. */
function rankInJournal(house: FlowHouse, id: CallbackId): number | undefined {
  let state = createState()
  for (const { event, at } of house.disk.journal) ({ state } = step(state, event, at))
  return state.callbacks.get(id)?.rankedAt
}
