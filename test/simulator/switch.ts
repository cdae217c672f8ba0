import type {
  AttachLeg,
  DialAgent,
  DialCustomer,
  DialOutside,
  SwitchOrder,
} from '../../src/core/state/effects.ts'
import type { Arrival, SurveyedLeg, SwitchEvent } from '../../src/core/state/events.ts'
import type { LegId, RecordingId } from '../../src/core/ids.ts'
import type { Cause } from '../../src/core/state/outcome.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'
import { Fates } from './fates.ts'

/** One leg on the simulated switch. */
export interface SimulatedLeg {
  readonly id: LegId
  state: 'dialling' | 'ringing' | 'answered'
  bridgedTo: LegId | undefined
  prompt: string | undefined
  /** Goes up with every prompt, so that the end of an old one is not told. */
  promptTurn: number
  /** Of a caller who has not been answered. */
  arrival: Arrival | undefined
  readonly recordings: Set<RecordingId>
}

/** How often things go wrong between the switch and the core. */
export interface Faults {
  readonly lost: number
  readonly doubled: number
  readonly late: number
}

/** A switch with customers and agents behind it, in virtual time, whose reports may go wrong. */
export class SimulatedSwitch {
  private readonly legs = new Map<LegId, SimulatedLeg>()
  private readonly fates: Fates
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
    this.fates = new Fates(time, random, {
      isUp: (leg) => this.legs.get(leg.id) === leg,
      ring: (leg) => this.ring(leg),
      answer: (leg) => this.answer(leg),
      end: (leg, cause) => this.end(leg.id, cause, 'far-end'),
      report: (event) => this.report(event),
    })
  }

  /** Obeys one order, later. */
  perform(order: SwitchOrder): void {
    switch (order.kind) {
      case 'DialCustomer':
      case 'DialAgent':
      case 'DialOutside':
        return this.dial(order)
      case 'AnswerLeg':
        return this.soon(10, 200, () => this.takeCall(order.legId))
      case 'ReleaseLeg':
        return this.soon(0, 50, () => this.end(order.legId, order.cause, 'us'))
      case 'PlayPrompt':
        return this.play(order.legId, order.prompt, order.loop)
      case 'StopPrompt':
        return this.stopPrompt(order.legId)
      case 'BridgeLegs':
        return this.soon(5, 120, () => this.bridge(order.a, order.b))
      case 'SplitLegs':
        return this.soon(0, 50, () => this.split(order.a, order.b))
      case 'AttachLeg':
        return this.soon(5, 120, () => this.attach(order))
      case 'StartRecording':
        return this.record(order.legId, order.recording)
      case 'StopRecording':
        return this.soon(0, 50, () => this.recorded(order.legId, order.recording))
      case 'StopListening':
      case 'SendDigits':
        return
    }
  }

  /** A customer who is in a queue calls us: answered already, on the line until they hang up. */
  arrive(id: LegId): void {
    const leg = this.create(id)
    leg.state = 'answered'
    this.fates.caller(leg)
  }

  /** Somebody calls one of our numbers: not answered before we say so. */
  ringIn(id: LegId, arrival: Arrival): void {
    const leg = this.create(id)
    leg.state = 'ringing'
    leg.arrival = arrival
    this.report({ kind: 'LegArrived', legId: id, ...arrival })
    this.fates.caller(leg)
  }

  /** What is up now. */
  survey(): SurveyedLeg[] {
    return [...this.legs.values()].map(({ id, state, bridgedTo, arrival }) => ({
      legId: id,
      state,
      ...(bridgedTo === undefined ? {} : { bridgedTo }),
      ...(arrival === undefined ? {} : { arrival }),
    }))
  }

  /** Dies and comes back with no leg; nobody is told. */
  crash(): void {
    this.legs.clear()
  }

  private create(id: LegId): SimulatedLeg {
    const leg: SimulatedLeg = {
      id,
      state: 'dialling',
      bridgedTo: undefined,
      prompt: undefined,
      promptTurn: 0,
      arrival: undefined,
      recordings: new Set(),
    }
    this.legs.set(id, leg)
    return leg
  }

  private dial(order: DialCustomer | DialAgent | DialOutside): void {
    if (this.legs.has(order.legId)) return
    const leg = this.create(order.legId)
    this.time.after(order.ringTimeoutMs, () => {
      if (this.legs.get(leg.id) === leg && leg.state !== 'answered') {
        this.end(leg.id, 'no-answer', 'us')
      }
    })
    if (order.kind === 'DialCustomer') this.fates.customer(leg)
    else if (order.kind === 'DialAgent') this.fates.agent(leg)
    else this.fates.outsider(leg)
  }

  private takeCall(id: LegId): void {
    const leg = this.legs.get(id)
    if (leg === undefined || leg.state === 'answered') return
    leg.arrival = undefined
    this.answer(leg)
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

  private bridge(a: LegId, b: LegId): void {
    const [one, two] = [this.legs.get(a), this.legs.get(b)]
    if (one?.state !== 'answered' || two?.state !== 'answered') return
    if (one.bridgedTo === b) return
    for (const leg of [one, two]) this.part(leg)
    for (const leg of [one, two]) this.stopPrompt(leg.id)
    one.bridgedTo = b
    two.bridgedTo = a
    this.report({ kind: 'LegsBridged', a, b })
  }

  private split(a: LegId, b: LegId): void {
    const leg = this.legs.get(a)
    if (leg?.bridgedTo === b) this.part(leg)
  }

  /** Whoever is joined to a leg is alone from now on. */
  private part(leg: SimulatedLeg): void {
    const other = leg.bridgedTo === undefined ? undefined : this.legs.get(leg.bridgedTo)
    leg.bridgedTo = undefined
    if (other === undefined) return
    other.bridgedTo = undefined
    this.report({ kind: 'LegsSplit', a: leg.id, b: other.id })
  }

  private attach({ legId, to, mode }: AttachLeg): void {
    if (!this.legs.has(legId) || !this.legs.has(to)) return
    this.report({ kind: 'LegAttached', legId, to, mode })
  }

  private record(legId: LegId, recording: RecordingId): void {
    this.legs.get(legId)?.recordings.add(recording)
  }

  private recorded(legId: LegId, recording: RecordingId): void {
    if (this.legs.get(legId)?.recordings.delete(recording) !== true) return
    const file = `${recording}.wav`
    this.report({ kind: 'RecordingEnded', legId, recording, file, lengthMs: 1_000, whole: true })
  }

  private play(legId: LegId, prompt: string, loop: boolean): void {
    const leg = this.legs.get(legId)
    if (leg === undefined) return
    this.stopPrompt(legId)
    leg.prompt = prompt
    const turn = ++leg.promptTurn
    if (this.random.chance(this.faults.lost)) return this.soon(0, 20, () => this.stopPrompt(legId))
    if (loop) return
    this.soon(1_000, 6_000, () => {
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
    for (const recording of [...leg.recordings]) this.recorded(legId, recording)
    this.legs.delete(legId)
    this.part(leg)
    this.report({ kind: 'LegReleased', legId, cause, by })
  }

  private soon(low: number, high: number, happen: () => void): void {
    this.time.after(this.random.between(low, high), happen)
  }

  private report(event: SwitchEvent): void {
    const { random, faults, time } = this
    if (random.chance(faults.lost)) return
    const delayMs = random.chance(faults.late) ? random.between(10, 2_000) : 0
    time.after(delayMs, () => this.tell(event))
    if (!random.chance(faults.doubled)) return
    time.after(delayMs + random.between(0, 500), () => this.tell(event))
  }
}
