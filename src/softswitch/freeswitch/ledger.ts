import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { AgentId, LegId } from '../../core/ids.ts'
import { OperatingError } from '../../errors.ts'

/** One line of the ledger. */
type Line =
  | { readonly kind: 'dialogs'; readonly legId: LegId; readonly ids: readonly string[] }
  | { readonly kind: 'ended'; readonly legId: LegId }
  | ({ readonly kind: 'phone' } & LedgerPhone)
  | { readonly kind: 'phone-gone'; readonly agentId: AgentId }

/** A phone as it registered last. */
export interface LedgerPhone {
  readonly agentId: AgentId
  readonly contact: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * What the edge must still know after this process died: the ids of the dialogs with agents'
 * phones (drachtio-server ends them by their id, for whoever asks) and the phones that are
 * registered. A file of one JSON object a line, appended before anything rests on it, written
 * anew when it is opened. A line cut short by a crash is the last one and is dropped.
 */
export class Ledger {
  readonly #file: string
  readonly #dialogs = new Map<LegId, readonly string[]>()
  readonly #phones = new Map<AgentId, LedgerPhone>()

  /** Opens it, making the file where there is none. Throws `data-folder-unusable`. */
  constructor(file: string) {
    this.#file = file
    try {
      mkdirSync(dirname(file), { recursive: true })
      if (existsSync(file)) this.#read(readFileSync(file, 'utf8'))
      this.#compact()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new OperatingError(
        'data-folder-unusable',
        { folder: dirname(file), why },
        { cause: error },
      )
    }
  }

  /** The dialogs of a leg's phone, oldest side first; empty where there are none. */
  dialogsOf(legId: LegId): readonly string[] {
    return this.#dialogs.get(legId) ?? []
  }

  get phones(): readonly LedgerPhone[] {
    return [...this.#phones.values()]
  }

  keepDialogs(legId: LegId, ids: readonly string[]): void {
    this.#write({ kind: 'dialogs', legId, ids })
  }

  dropDialogs(legId: LegId): void {
    if (this.#dialogs.has(legId)) this.#write({ kind: 'ended', legId })
  }

  keepPhone(phone: LedgerPhone): void {
    this.#write({ kind: 'phone', ...phone })
  }

  dropPhone(agentId: AgentId): void {
    if (this.#phones.has(agentId)) this.#write({ kind: 'phone-gone', agentId })
  }

  #write(line: Line): void {
    this.#apply(line)
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`, { mode: 0o600 })
  }

  #apply(line: Line): void {
    switch (line.kind) {
      case 'dialogs':
        this.#dialogs.set(line.legId, line.ids)
        return
      case 'ended':
        this.#dialogs.delete(line.legId)
        return
      case 'phone': {
        const { agentId, contact, expiresAt } = line
        this.#phones.set(agentId, { agentId, contact, expiresAt })
        return
      }
      case 'phone-gone':
        this.#phones.delete(line.agentId)
    }
  }

  #read(text: string): void {
    for (const line of text.split('\n').slice(0, -1)) this.#apply(JSON.parse(line) as Line)
  }

  #compact(): void {
    const lines: Line[] = [
      ...this.phones.map((phone) => ({ kind: 'phone' as const, ...phone })),
      ...[...this.#dialogs].map(([legId, ids]) => ({ kind: 'dialogs' as const, legId, ids })),
    ]
    const fresh = `${this.#file}.new`
    writeFileSync(fresh, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
    renameSync(fresh, this.#file)
  }
}
