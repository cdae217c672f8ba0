import type { Right, SessionResource } from '../../api/protocol.ts'
import { createStore } from './store.ts'

/** Who is signed in; undefined until it is known, `nobody` where nobody is. */
export const session = createStore<SessionResource | 'nobody' | undefined>(undefined)

/** Asks who is signed in. */
export async function readSession(): Promise<void> {
  const response = await fetch('/v1/session').catch(() => undefined)
  if (response?.status === 401) return session.set('nobody')
  if (response?.ok === true) return session.set((await response.json()) as SessionResource)
  setTimeout(() => void readSession(), 1_000)
}

/** Signs this browser in with a token. Rejects where it is none. */
export async function signIn(token: string): Promise<boolean> {
  const response = await fetch('/v1/session', {
    method: 'POST',
    headers: { authorization: `Bearer ${token.trim()}` },
  })
  if (response.ok) await readSession()
  return response.ok
}

/** Signs this browser out. */
export async function signOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE' }).catch(() => undefined)
  session.set('nobody')
}

/** Whether whoever is signed in may do something. */
export function may(right: Right): boolean {
  const who = session.get()
  return typeof who === 'object' && who.rights.includes(right)
}
