import type { Board, CallbackResource, ErrorBody, Levels } from '../api/protocol.ts'

/** How the page hears from Ringfirst. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'signed-out'

/** What the page is told. */
export interface Listener {
  board(board: Board): void
  levels(levels: Levels): void
  state(state: ConnectionState): void
}

/** Follows Ringfirst; comes back by itself when the line is cut. Returns what ends it. */
export function connect(listener: Listener): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = async (): Promise<void> => {
    const status = await fetch('/v1/board').then(
      (response) => response.status,
      () => 0,
    )
    if (status === 401) return listener.state('signed-out')
    if (status !== 200) {
      listener.state('lost')
      timer = setTimeout(() => void open(), 2_000)
      return
    }
    source = follow(listener, () => {
      listener.state('lost')
      timer = setTimeout(() => void open(), 1_000)
    })
  }
  void open()
  return () => {
    source?.close()
    clearTimeout(timer)
  }
}

function follow(listener: Listener, lost: () => void): EventSource {
  const source = new EventSource('/v1/events?include=board,levels')
  source.addEventListener('open', () => listener.state('live'))
  source.addEventListener('board', (event: MessageEvent<string>) =>
    listener.board(JSON.parse(event.data) as Board),
  )
  source.addEventListener('levels', (event: MessageEvent<string>) =>
    listener.levels(JSON.parse(event.data) as Levels),
  )
  source.addEventListener('error', () => {
    source.close()
    lost()
  })
  return source
}

/** Books a callback. Rejects with a text for people. */
export async function book(number: string): Promise<CallbackResource> {
  return ask('POST', '/v1/callbacks', { number })
}

/** Everything on record about a callback. */
export async function readCallback(id: string): Promise<CallbackResource> {
  return ask('GET', `/v1/callbacks/${id}`)
}

/** Cancels a callback that is not talking yet. */
export async function cancel(id: string): Promise<CallbackResource> {
  return ask('DELETE', `/v1/callbacks/${id}`)
}

/** Puts an agent on queue or takes them off. */
export async function setOnQueue(agentId: string, on: boolean): Promise<void> {
  await ask('POST', `/v1/agents/${agentId}/${on ? 'on-queue' : 'off-queue'}`)
}

/** Signs this browser in with a token. Rejects where it is none. */
export async function signIn(token: string): Promise<void> {
  const response = await fetch('/v1/session', {
    method: 'POST',
    headers: { authorization: `Bearer ${token.trim()}` },
  })
  if (!response.ok) throw new Error('That token is not known here.')
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json()
  if (!response.ok) throw new Error((answer as ErrorBody).error.message)
  return answer as T
}
