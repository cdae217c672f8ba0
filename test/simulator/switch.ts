import type { DialAgent, DialCustomer, SwitchOrder } from '../../src/core/state/effects.ts'
import type { SurveyedLeg, SwitchEvent } from '../../src/core/state/events.ts'
import type { LegId } from '../../src/core/ids.ts'
import type { Cause, Verdict, VerdictKind } from '../../src/core/state/outcome.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'

interface SimulatedLeg {
  readonly id: LegId
  state: 'dialling' | 'ringing' | 'answered'
  bridgedTo: LegId | undefined
  prompt: string | undefined
  /** Goes up with every prompt, so that the end of an old one is not told. */
  promptTurn: number
}

/** How often things go wrong between the switch and the core. */
export interface Faults {
  readonly lost: number
  readonly doubled: number
  readonly late: number
}

/** How a phone of ours ends a call: hung up, the page gone, the audio gone. */
const AGENT_ENDS = ['normal', 'normal', 'normal', 'unreachable', 'media-timeout'] as const
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

/** A switch with customers and agents behind it, in virtual time, whose reports may go wrong. */
export class SimulatedSwitch {
  private readonly legs = new Map<LegId, SimulatedLeg>()
  private readonly time: VirtualTime
  private readonly random: Random
  private readonly faults: Faults
  private readonly tell: (event: SwitchEvent) => void

  constructor(
    time: VirtualTime,
    random: Random,
    faults: Faults,
    tell: (event: SwitchEvent) => void,
  ) {
    this.time = time
    this.random = random
    this.faults = faults
    this.tell = tell
  }

  /** Obeys one order, later. */
  perform(order: SwitchOrder): void {
    switch (order.kind) {
      case 'DialCustomer':
      case 'DialAgent':
        return this.dial(order)
      case 'ReleaseLeg':
        return this.time.after(this.random.between(0, 50), () => {
          this.end(order.legId, order.cause, 'us')
        })
      case 'PlayPrompt':
        return this.play(order.legId, order.prompt, order.loop)
      case 'StopPrompt':
        return this.stopPrompt(order.legId)
      case 'BridgeLegs':
        return this.time.after(this.random.between(5, 120), () => {
          this.bridge(order.a, order.b)
        })
      default:
        return
    }
  }

  /** A customer calls us: answered, on the line until they hang up; some press a digit. */
  arrive(id: LegId): void {
    const { random, time } = this
    this.legs.set(id, {
      id,
      state: 'answered',
      bridgedTo: undefined,
      prompt: undefined,
      promptTurn: 0,
    })
    if (random.chance(0.7)) {
      time.after(random.between(1_000, 10_000), () => {
        if (this.legs.has(id)) this.report({ kind: 'DigitPressed', legId: id, digit: '1' })
      })
    }
    time.after(random.exponential(90_000), () => {
      this.end(id, 'normal', 'far-end')
    })
  }

  /** What is up now. */
  survey(): SurveyedLeg[] {
    return [...this.legs.values()].map((leg) => ({
      legId: leg.id,
      state: leg.state,
      ...(leg.bridgedTo === undefined ? {} : { bridgedTo: leg.bridgedTo }),
    }))
  }

  /** Dies and comes back with no leg; nobody is told. */
  crash(): void {
    this.legs.clear()
  }

  private dial(order: DialCustomer | DialAgent): void {
    if (this.legs.has(order.legId)) return
    const leg: SimulatedLeg = {
      id: order.legId,
      state: 'dialling',
      bridgedTo: undefined,
      prompt: undefined,
      promptTurn: 0,
    }
    this.legs.set(leg.id, leg)
    this.time.after(order.ringTimeoutMs, () => {
      if (leg.state !== 'answered') this.end(leg.id, 'no-answer', 'us')
    })
    if (order.kind === 'DialCustomer') this.customer(leg)
    else this.agent(leg)
  }

  private customer(leg: SimulatedLeg): void {
    const { random, time } = this
    if (random.chance(0.3)) {
      return time.after(random.between(20, 4_000), () => {
        this.end(leg.id, random.pick(BEFORE_ANSWER), 'far-end')
      })
    }
    time.after(random.between(20, 300), () => {
      this.ring(leg)
    })
    if (random.chance(0.1)) return
    time.after(random.between(2_000, 28_000), () => {
      this.answer(leg)
      this.listen(leg)
    })
  }

  private listen(leg: SimulatedLeg): void {
    const { random, time } = this
    const kind = random.pick(VERDICTS)
    time.after(random.between(400, 6_000), () => {
      this.judge(leg, kind, false)
    })
    if (kind === 'machine') {
      time.after(random.between(6_000, 20_000), () => {
        if (this.legs.has(leg.id))
          this.report({ kind: 'LegReady', legId: leg.id, by: 'beep', atMs: 9_000 })
      })
    }
    if (random.chance(0.05)) {
      time.after(random.between(6_500, 15_000), () => {
        this.judge(leg, random.pick(['human', 'machine'] as const), true)
      })
    }
    time.after(random.exponential(60_000), () => {
      this.end(leg.id, 'normal', 'far-end')
    })
  }

  private agent(leg: SimulatedLeg): void {
    const { random, time } = this
    const fate = random.next()
    if (fate < 0.05) return
    if (fate < 0.1) {
      return time.after(random.between(500, 3_000), () => {
        this.end(leg.id, random.pick(['declined', 'unreachable'] as const), 'far-end')
      })
    }
    time.after(random.between(300, 9_000), () => {
      this.answer(leg)
      time.after(random.exponential(90_000), () => {
        this.end(leg.id, random.pick(AGENT_ENDS), 'far-end')
      })
    })
  }

  private ring(leg: SimulatedLeg): void {
    if (this.legs.get(leg.id) !== leg || leg.state !== 'dialling') return
    leg.state = 'ringing'
    this.report({ kind: 'LegRinging', legId: leg.id })
  }

  private answer(leg: SimulatedLeg): void {
    if (this.legs.get(leg.id) !== leg) return
    leg.state = 'answered'
    this.report({ kind: 'LegAnswered', legId: leg.id })
  }

  private judge(leg: SimulatedLeg, kind: VerdictKind, correction: boolean): void {
    if (this.legs.get(leg.id) !== leg || leg.bridgedTo !== undefined) return
    const verdict: Verdict = { kind, confidence: 0.9, atMs: 1_000, evidence: [] }
    this.report({ kind: 'LegJudged', legId: leg.id, verdict, correction })
  }

  private bridge(a: LegId, b: LegId): void {
    const [one, two] = [this.legs.get(a), this.legs.get(b)]
    if (one?.state !== 'answered' || two?.state !== 'answered') return
    one.bridgedTo = b
    two.bridgedTo = a
    this.report({ kind: 'LegsBridged', a, b })
  }

  private play(legId: LegId, prompt: string, loop: boolean): void {
    const leg = this.legs.get(legId)
    if (leg === undefined) return
    this.stopPrompt(legId)
    leg.prompt = prompt
    const turn = ++leg.promptTurn
    if (loop) return
    this.time.after(this.random.between(1_000, 6_000), () => {
      if (this.legs.get(legId) !== leg || leg.promptTurn !== turn) return
      leg.prompt = undefined
      this.report({ kind: 'PromptEnded', legId, prompt, completed: true })
    })
  }

  private stopPrompt(legId: LegId): void {
    const leg = this.legs.get(legId)
    if (leg?.prompt === undefined) return
    const { prompt } = leg
    leg.prompt = undefined
    leg.promptTurn++
    this.report({ kind: 'PromptEnded', legId, prompt, completed: false })
  }

  private end(legId: LegId, cause: Cause, by: 'far-end' | 'us'): void {
    const leg = this.legs.get(legId)
    if (leg === undefined) return
    this.legs.delete(legId)
    const other = leg.bridgedTo === undefined ? undefined : this.legs.get(leg.bridgedTo)
    if (other !== undefined) {
      other.bridgedTo = undefined
      this.report({ kind: 'LegsSplit', a: legId, b: other.id })
    }
    this.report({ kind: 'LegReleased', legId, cause, by })
  }

  private report(event: SwitchEvent): void {
    const { random, faults, time } = this
    if (random.chance(faults.lost)) return
    const delayMs = random.chance(faults.late) ? random.between(10, 2_000) : 0
    time.after(delayMs, () => {
      this.tell(event)
    })
    if (!random.chance(faults.doubled)) return
    time.after(delayMs + random.between(0, 500), () => {
      this.tell(event)
    })
  }
}
