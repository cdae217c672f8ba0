import type { Board, Desk, Levels, Live, LiveChange } from '../../api/protocol.ts'
import { applyChange } from './live-board.ts'
import { createStore } from './store.ts'
import { clockOffset } from './ticker.ts'

/** How the page hears from Ringfirst. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'signed-out'

/** What the stream tells, each part where somebody asked for it. */
export const connection = createStore<ConnectionState>('connecting')
export const board = createStore<Board | undefined>(undefined)
export const levels = createStore<Levels>({})
export const live = createStore<Live | undefined>(undefined)
export const desk = createStore<Desk | undefined>(undefined)

/** The server says at least a heartbeat every 10 s: silence for longer is a line that is cut. */
const SILENCE_MAX_MS = 15_000
const RETRY_MS = 1_000

/** Follows parts of the stream (`board`, `live`, `desk:bob`); returns what ends it. */
export function follow(include: readonly string[]): () => void {
  const shown = desk.get()
  if (shown !== undefined && !include.includes(`desk:${shown.agent.id}`)) desk.set(undefined)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const again = (): void => {
    source?.close()
    if (ended) return
    connection.set('lost')
    clearTimeout(timer)
    timer = setTimeout(() => void open(), RETRY_MS)
  }
  const open = async (): Promise<void> => {
    const status = await fetch('/v1/session').then(
      (response) => response.status,
      () => 0,
    )
    if (ended) return
    if (status === 401) return connection.set('signed-out')
    if (status !== 200) return again()
    source = openSource(include, again)
  }
  void open()
  const retryNow = (): void => {
    if (connection.get() === 'lost') again()
  }
  addEventListener('online', retryNow)
  addEventListener('offline', again)
  return () => {
    ended = true
    source?.close()
    clearTimeout(timer)
    removeEventListener('online', retryNow)
    removeEventListener('offline', again)
  }
}

function openSource(include: readonly string[], lost: () => void): EventSource {
  const source = new EventSource(`/v1/events?include=${include.join(',')}`)
  let quiet: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(lost, SILENCE_MAX_MS)
  }
  const on = <Data>(name: string, take: (data: Data) => void): void =>
    source.addEventListener(name, (event: MessageEvent<string>) => {
      heard()
      take(JSON.parse(event.data) as Data)
    })
  source.addEventListener('open', () => {
    heard()
    connection.set('live')
  })
  on<Board>('board', (data) => tell(data, () => board.set(data)))
  on<Levels>('levels', (data) => levels.set(data))
  on<Live>('live', (data) => tell(data, () => live.set(data)))
  on<LiveChange>('live-change', (change) => tell(change, () => take(change)))
  on<Desk>('desk', (data) => tell(data, () => desk.set(data)))
  on('note', () => undefined)
  source.addEventListener('error', () => {
    clearTimeout(quiet)
    lost()
  })
  return source
}

/** Half a second of difference is the line's delay; more is a clock that is off. */
const OFFSET_STEP_MS = 500

function tell(data: { readonly at: string }, set: () => void): void {
  const offsetMs = Date.parse(data.at) - Date.now()
  if (Math.abs(offsetMs - clockOffset.get()) > OFFSET_STEP_MS) clockOffset.set(offsetMs)
  set()
}

function take(change: LiveChange): void {
  const before = live.get()
  if (before !== undefined) live.set(applyChange(before, change))
}
