import { useState } from 'preact/hooks'
import type { DeskContact } from '../../api/protocol.ts'
import { t } from '../language/language.ts'
import { serverNow } from '../live/ticker.ts'
import type { Orders } from './orders.ts'

const DAYS_AHEAD = 30
const DAY_MS = 86_400_000

/** `2026-03-29T09:30`: a moment as a clock of a place shows it. Pure. */
export function localTimeOf(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(atMs)
  return parts.replace(' ', 'T')
}

/** Another time for this customer, on the clock of the place where they are. */
export function Reschedule(props: { contact: DeskContact; orders: Orders; onDone: () => void }) {
  const { contact, orders } = props
  const { timeZone } = contact
  const nowMs = serverNow()
  const [from, setFrom] = useState(() => localTimeOf(nowMs + DAY_MS, timeZone))
  const [isOwn, setOwn] = useState(true)
  const submit = async (): Promise<void> => {
    const taken = await orders.reschedule({
      callbackId: contact.callbackId,
      at: { from, timeZone },
      own: isOwn,
    })
    if (taken) props.onDone()
  }
  return (
    <form
      class="reschedule"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div class="field">
        <label for="reschedule-at">{t('reschedule.at', { zone: timeZone })}</label>
        <input
          id="reschedule-at"
          ref={focusOnce}
          type="datetime-local"
          required
          min={localTimeOf(nowMs, timeZone)}
          max={localTimeOf(nowMs + DAYS_AHEAD * DAY_MS, timeZone)}
          value={from}
          onInput={(event) => setFrom(event.currentTarget.value)}
        />
      </div>
      <label class="row">
        <input
          type="checkbox"
          checked={isOwn}
          onChange={(event) => setOwn(event.currentTarget.checked)}
        />
        {t('reschedule.own')}
      </label>
      <button class="primary" type="submit">
        {t('reschedule.submit')}
      </button>
    </form>
  )
}

function focusOnce(element: HTMLElement | null): void {
  element?.focus()
}
