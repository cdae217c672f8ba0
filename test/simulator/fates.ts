import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { Cause, Verdict, VerdictKind } from '../../src/core/state/outcome.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'
import type { SimulatedLeg } from './switch.ts'

const BEFORE_ANSWER: readonly Cause[] = [
  'busy',
  'declined',
  'invalid-number',
  'network-failure',
  'no-answer',
  'unreachable',
]
const VERDICTS: readonly VerdictKind[] = [
  'human',
  'human',
  'human',
  'human',
  'machine',
  'machine',
  'fax',
  'silence',
  'unsure',
  'special-information-tone',
]
/** How a phone of ours ends a call: hung up, the page gone, the audio gone. */
const AGENT_ENDS = ['normal', 'normal', 'normal', 'unreachable', 'media-timeout'] as const
const KEYS = ['1', '1', '2', '3', '5', '#', '*'] as const

/** What people can do to a leg. */
export interface Hands {
  readonly isUp: (leg: SimulatedLeg) => boolean
  readonly ring: (leg: SimulatedLeg) => void
  readonly answer: (leg: SimulatedLeg) => void
  readonly end: (leg: SimulatedLeg, cause: Cause) => void
  readonly report: (event: SwitchEvent) => void
}

/** Who is at the other end of each leg, and what becomes of them. */
export class Fates {
  private readonly time: VirtualTime
  private readonly random: Random
  private readonly hands: Hands
  /** In some worlds people talk for minutes. */
  private readonly patience: number

  constructor(time: VirtualTime, random: Random, hands: Hands) {
    this.time = time
    this.random = random
    this.hands = hands
    this.patience = random.pick([1, 1, 4])
  }

  /** A customer: unreachable, not at home, a person, a machine, somebody who picks up meanwhile. */
  customer(leg: SimulatedLeg): void {
    const { random, hands } = this
    if (random.chance(0.3)) return this.isUnreachable(leg)
    this.soon(20, 300, () => hands.ring(leg))
    if (random.chance(0.03)) this.soon(100, 1_500, () => this.judge(leg, 'congestion', false))
    if (random.chance(0.1)) return
    this.soon(2_000, 28_000, () => {
      if (!hands.isUp(leg)) return
      hands.answer(leg)
      this.listen(leg)
    })
  }

  /** An agent, or a supervisor: mostly they pick up. */
  agent(leg: SimulatedLeg): void {
    const fate = this.random.next()
    if (fate < 0.05) return
    if (fate < 0.1)
      return this.soon(500, 3_000, () => {
        if (this.hands.isUp(leg))
          this.hands.end(leg, this.random.pick(['declined', 'unreachable'] as const))
      })
    this.soon(300, 9_000, () => this.picksUp(leg, 90_000, this.random.pick(AGENT_ENDS)))
  }

  /** Somebody outside, whom an agent calls. */
  outsider(leg: SimulatedLeg): void {
    if (this.random.chance(0.3)) return this.isUnreachable(leg)
    this.soon(20, 300, () => this.hands.ring(leg))
    if (this.random.chance(0.9)) this.soon(1_000, 20_000, () => this.picksUp(leg, 60_000))
  }

  /** A caller presses keys, and hangs up when they have had enough. */
  caller(leg: SimulatedLeg): void {
    const { random, hands, time } = this
    for (let keys = random.between(0, 12), atMs = 0; keys > 0; keys--) {
      atMs += random.between(200, 9_000)
      const digit = random.pick(KEYS)
      time.after(atMs, () => {
        if (hands.isUp(leg) && leg.state === 'answered') {
          hands.report({ kind: 'DigitPressed', legId: leg.id, digit })
        }
      })
    }
    time.after(random.exponential(90_000), () => this.endIfUp(leg))
  }

  private isUnreachable(leg: SimulatedLeg): void {
    this.soon(20, 4_000, () => {
      if (this.hands.isUp(leg)) this.hands.end(leg, this.random.pick(BEFORE_ANSWER))
    })
  }

  private picksUp(leg: SimulatedLeg, meanTalkMs: number, cause: Cause = 'normal'): void {
    if (!this.hands.isUp(leg)) return
    this.hands.answer(leg)
    this.time.after(this.random.exponential(meanTalkMs * this.patience), () => {
      if (this.hands.isUp(leg)) this.hands.end(leg, cause)
    })
  }

  private listen(leg: SimulatedLeg): void {
    const { random, hands, time } = this
    const kind = random.pick(VERDICTS)
    this.soon(400, 6_000, () => this.judge(leg, kind, false))
    if (kind === 'machine') {
      this.soon(6_000, 20_000, () => {
        if (hands.isUp(leg)) {
          hands.report({ kind: 'LegReady', legId: leg.id, by: 'beep', atMs: 9_000 })
        }
      })
      if (random.chance(0.3)) this.soon(6_500, 25_000, () => this.judge(leg, 'human', true))
    } else if (random.chance(0.05)) {
      const later = random.pick(['human', 'machine'] as const)
      this.soon(6_500, 15_000, () => this.judge(leg, later, true))
    }
    time.after(random.exponential(60_000 * this.patience), () => this.endIfUp(leg))
  }

  private judge(leg: SimulatedLeg, kind: VerdictKind, correction: boolean): void {
    if (!this.hands.isUp(leg) || leg.bridgedTo !== undefined) return
    const verdict: Verdict = { kind, confidence: 0.9, atMs: 1_000, evidence: [] }
    this.hands.report({ kind: 'LegJudged', legId: leg.id, verdict, correction })
  }

  private endIfUp(leg: SimulatedLeg): void {
    if (this.hands.isUp(leg)) this.hands.end(leg, 'normal')
  }

  private soon(low: number, high: number, happen: () => void): void {
    this.time.after(this.random.between(low, high), happen)
  }
}
