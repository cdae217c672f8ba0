import { randomUUID } from 'node:crypto'
import { eventually } from './eventually.ts'
import type { DialAgent, DialCustomer } from '../../src/core/state/effects.ts'
import type { LegReleased, SwitchEvent } from '../../src/core/state/events.ts'
import {
  agentId,
  attemptIdOf,
  callbackId,
  legIdOf,
  phoneNumber,
  trunkId,
  type LegId,
} from '../../src/core/ids.ts'
import type { Observation, Softswitch } from '../../src/ports/softswitch.ts'

type EventOf<Kind extends SwitchEvent['kind']> = Extract<SwitchEvent, { readonly kind: Kind }>

/** Everything that a switch told, in order, and ways to wait for it. */
export class SwitchRecorder {
  readonly events: SwitchEvent[] = []
  readonly observations: Observation[] = []

  readonly emit = (event: SwitchEvent): void => void this.events.push(event)
  readonly observe = (observation: Observation): void => void this.observations.push(observation)

  /** The events about one leg. */
  of(legId: LegId): readonly SwitchEvent[] {
    return this.events.filter(
      (event) =>
        ('legId' in event && event.legId === legId) ||
        ('a' in event && (event.a === legId || event.b === legId)),
    )
  }

  /** The kinds of the events about one leg, in order; what was heard is left out. */
  signalling(legId: LegId): readonly string[] {
    const heard = new Set<string>(['LegJudged', 'LegReady', 'BeepHeard'])
    return this.of(legId)
      .map(({ kind }) => kind)
      .filter((kind) => !heard.has(kind))
  }

  has(legId: LegId, kind: SwitchEvent['kind']): boolean {
    return this.of(legId).some((event) => event.kind === kind)
  }

  /** Waits for the first event of a kind about a leg. */
  async sees<Kind extends SwitchEvent['kind']>(
    legId: LegId,
    kind: Kind,
    withinMs = 5_000,
  ): Promise<EventOf<Kind>> {
    const found = (): SwitchEvent | undefined => this.of(legId).find((event) => event.kind === kind)
    try {
      await eventually(() => found() !== undefined, withinMs)
    } catch (error) {
      const told = this.of(legId).map((event) => JSON.stringify(event))
      throw new Error(`no ${kind} in ${withinMs} ms, but: ${told.join(' ')}`, { cause: error })
    }
    return found() as EventOf<Kind>
  }

  /** Waits for the end of a leg. */
  released(legId: LegId, withinMs = 5_000): Promise<LegReleased> {
    return this.sees(legId, 'LegReleased', withinMs)
  }
}

/** A new leg id, as the core would make it. */
export function newLegId(): LegId {
  return legIdOf(callbackId(`${randomUUID().slice(0, -4)}0000`), 1)
}

/** Alice's number. */
export const ALICE = phoneNumber('+12025550100')

/** An order to ring Alice over the trunk named `peer`. */
export function dialAlice(changes: Partial<DialCustomer> = {}): DialCustomer {
  const callback = callbackId(`${randomUUID().slice(0, -4)}0000`)
  return {
    kind: 'DialCustomer',
    legId: legIdOf(callback, 1),
    attemptId: attemptIdOf(callback, 1),
    number: ALICE,
    trunkId: trunkId('peer'),
    callerIdNumber: phoneNumber('+12025550199'),
    callerIdName: 'Ringfirst',
    ringTimeoutMs: 30_000,
    maxCallMs: 3_600_000,
    ...changes,
  }
}

/** An order to ring Bob's phone. */
export function dialBob(contact: string, changes: Partial<DialAgent> = {}): DialAgent {
  return {
    kind: 'DialAgent',
    legId: newLegId(),
    agentId: agentId('bob'),
    contact,
    shownName: 'Alice',
    shownNumber: ALICE,
    ringTimeoutMs: 15_000,
    maxCallMs: 3_600_000,
    ...changes,
  }
}

/** A started switch with everything that it told. */
export interface SwitchUnderTest {
  readonly softswitch: Softswitch
  readonly told: SwitchRecorder
}
