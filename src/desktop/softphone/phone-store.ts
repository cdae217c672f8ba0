import type { PhoneView } from './phone-view.ts'
import { createStore } from '../live/store.ts'

export const AT_REST: PhoneView = { line: 'off', microphone: 'unknown', muted: false }

/** The phone of this page. */
export const phone = createStore<PhoneView>(AT_REST)

/** Changes parts of the view; a part that is undefined is taken away. */
export function showPhone(change: {
  readonly [Part in keyof PhoneView]?: PhoneView[Part] | undefined
}): void {
  const next = { ...phone.get(), ...change }
  phone.set(
    Object.fromEntries(
      Object.entries(next).filter(([, part]) => part !== undefined),
    ) as unknown as PhoneView,
  )
}
