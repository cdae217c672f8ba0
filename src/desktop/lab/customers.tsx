import { useState } from 'preact/hooks'
import type { LabNumber, WireCall, WireQueue } from '../../api/protocol.ts'
import { numberText } from '../controls/format.ts'
import { t } from '../language/language.ts'
import { failureText } from '../live/server.ts'
import { book } from './orders.ts'

/** A button for each scripted customer of the lab, and a field for any other number. */
export function Customers(props: {
  numbers: readonly LabNumber[]
  calls: readonly WireCall[]
  queues: readonly WireQueue[]
}) {
  const [failure, setFailure] = useState('')
  const call = (number: string): void => {
    setFailure('')
    book(number).catch((thrown: unknown) => setFailure(failureText(thrown)))
  }
  const busy = new Set([
    ...props.calls.map((each) => each.number),
    ...props.queues.flatMap((queue) => queue.next.map((waiting) => waiting.number)),
  ])
  return (
    <section class="card" aria-label={t('lab.callCustomer')}>
      <h2>{t('lab.callCustomer')}</h2>
      <AnyNumber onCall={call} />
      {failure !== '' && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <ul class="customers">
        {props.numbers.map(({ number, what }) => (
          <li key={number}>
            <button
              onClick={() => call(number)}
              disabled={busy.has(number)}
              aria-label={t('lab.callWho', { number: numberText(number), what })}
            >
              <span class="number">{numberText(number)}</span> <span class="hush">{what}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function AnyNumber({ onCall }: { onCall: (number: string) => void }) {
  const [number, setNumber] = useState('')
  return (
    <form
      class="any-number"
      onSubmit={(event) => {
        event.preventDefault()
        if (number.trim() !== '') onCall(number)
        setNumber('')
      }}
    >
      <input
        type="tel"
        value={number}
        placeholder={t('lab.anyNumber')}
        aria-label={t('lab.number')}
        autocomplete="off"
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <button class="primary" type="submit">
        {t('lab.call')}
      </button>
    </form>
  )
}
