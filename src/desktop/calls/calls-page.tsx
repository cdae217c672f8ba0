import { useEffect, useState } from 'preact/hooks'
import type { CallbackSummary } from '../../api/protocol/callback.ts'
import { readCallbacks } from '../callbacks/orders.ts'
import { Chip } from '../controls/chip.tsx'
import { numberText, secondsText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { Segments } from '../controls/segments.tsx'
import { t, wordOf } from '../language/language.ts'
import { linkTo } from '../live/route.ts'
import { failureText } from '../live/server.ts'

const REFRESH_MS = 5_000

/** Interactions, the newest first; each opens to everything that is on record about it. */
export function CallsPage() {
  const [state, setState] = useState<'closed' | 'open'>('closed')
  const [search, setSearch] = useState('')
  const { calls, failure } = useCalls(state)
  const typed = search.trim().toLowerCase()
  const shown = calls.filter((each) =>
    [each.id, each.number, each.customerName ?? '', each.queueId, each.disposition ?? '']
      .join(' ')
      .toLowerCase()
      .includes(typed),
  )
  return (
    <div class="stack">
      <div class="page-head">
        <h1>{t('tab.calls')}</h1>
        <Segments<'closed' | 'open'>
          label={t('calls.which')}
          hideLabel
          value={state}
          choices={[
            ['closed', t('calls.closed')],
            ['open', t('calls.open')],
          ]}
          onChoose={setState}
        />
        <input
          type="search"
          class="narrow"
          placeholder={t('calls.find')}
          aria-label={t('calls.find')}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <section class="card" aria-label={t('tab.calls')}>
        {failure !== '' && <p class="failure">{failure}</p>}
        {shown.length === 0 && <p class="empty">{t('calls.none')}</p>}
        {shown.length > 0 && <CallTable calls={shown} />}
      </section>
    </div>
  )
}

function CallTable({ calls }: { calls: readonly CallbackSummary[] }) {
  return (
    <table class="call-table">
      <thead>
        <tr>
          <th>{t('column.booked')}</th>
          <th>{t('column.number')}</th>
          <th>{t('column.queue')}</th>
          <th>{t('column.outcome')}</th>
          <th>{t('column.heard')}</th>
          <th class="right">{t('column.waited')}</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((each) => (
          <tr key={each.id}>
            <td class="hush">{momentText(each.bookedAt)}</td>
            <td>
              <a class="number" href={linkTo('calls', each.id)}>
                {numberText(each.number)}
              </a>{' '}
              <span class="hush">{each.customerName ?? ''}</span>
            </td>
            <td class="hush">{each.queueId}</td>
            <td>
              <Chip name={each.disposition ?? each.state} />
            </td>
            <td class="hush">
              {each.verdict === undefined ? '' : wordOf(each.verdict)}
              {each.confidence === undefined ? '' : ` ${Math.round(each.confidence * 100)} %`}
            </td>
            <td class="right hush">
              {each.waitAfterAnswerMs === undefined ? '' : secondsText(each.waitAfterAnswerMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function useCalls(state: string): { calls: readonly CallbackSummary[]; failure: string } {
  const [calls, setCalls] = useState<readonly CallbackSummary[]>([])
  const [failure, setFailure] = useState('')
  useEffect(() => {
    const read = (): void =>
      void readCallbacks(state, '').then(
        (list) => {
          setFailure('')
          setCalls(list.callbacks)
        },
        (thrown: unknown) => setFailure(failureText(thrown)),
      )
    read()
    const timer = setInterval(read, REFRESH_MS)
    return () => clearInterval(timer)
  }, [state])
  return { calls, failure }
}
