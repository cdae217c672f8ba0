import type { AttachMode } from '../../core/state/conversation.ts'
import { mix } from './media/mix.ts'

/**
 * Whom one leg hears and who hears it: the peer that it is bridged to, the host that it is attached
 * to, and the guests that are attached to it.
 */
export class Company {
  peer: Company | undefined
  /** What the leg's own far end said in this tick. */
  heard: Int16Array | undefined
  private readonly guests = new Map<Company, AttachMode>()
  private host: Company | undefined

  /** Becomes a guest of another leg, or changes how. */
  attachTo(host: Company, mode: AttachMode): void {
    if (this.host !== host) this.detach()
    this.host = host
    host.guests.set(this, mode)
  }

  /** Is no guest any more. */
  detach(): void {
    this.host?.guests.delete(this)
    this.host = undefined
  }

  /** The leg is over: guests stay, alone. */
  leave(): void {
    this.detach()
    for (const guest of this.guests.keys()) guest.host = undefined
    this.guests.clear()
  }

  /** What the far end of this leg is to hear in this tick. */
  sounds(): Int16Array | undefined {
    const host = this.host
    if (host !== undefined) return mix([host.heard, ...host.voices(this)])
    return mix(this.voices(undefined))
  }

  /** What a leg hears of its company: its peer, guests who talk to it, its peer's who talk to all. */
  private voices(except: Company | undefined): (Int16Array | undefined)[] {
    const voices: (Int16Array | undefined)[] = [this.peer?.heard]
    for (const [guest, mode] of this.guests) {
      if (guest !== except && mode !== 'listen') voices.push(guest.heard)
    }
    for (const [guest, mode] of this.peer?.guests ?? []) {
      if (mode === 'barge') voices.push(guest.heard)
    }
    return voices
  }
}
