import { useEffect, useState } from 'preact/hooks'
import type { CallbackSummary } from '../../api/protocol/callback.ts'
import { momentText } from '../controls/moment.ts'
import { Icon } from '../controls/icon.tsx'
import { t } from '../language/language.ts'
import { RevealedNumber } from './revealed-number.tsx'
import { readCallbacks } from './orders.ts'

/** Callbacks for another time; read again when the queues have moved. */
export function ScheduledList(props: {
  queueId: string
  /** Another object whenever the list may have changed. */
  version: unknown
  onEdit: (id: string) => void
}) {
  const [scheduled, setScheduled] = useState<readonly CallbackSummary[]>([])
  useEffect(() => {
    const timer = setTimeout(() => {
      void readCallbacks('scheduled', props.queueId).then(
        ({ callbacks }) => setScheduled(callbacks),
        () => undefined,
      )
    }, 500)
    return () => clearTimeout(timer)
  }, [props.queueId, props.version])
  return (
    <section class="card" aria-label={t('callbacks.scheduled')}>
      <div class="card-head">
        <h2>{t('callbacks.scheduled')}</h2>
        <p class="hush">{scheduled.length}</p>
      </div>
      {scheduled.length === 0 && <p class="empty">{t('callbacks.noneScheduled')}</p>}
      {scheduled.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{t('column.queue')}</th>
              <th>{t('column.number')}</th>
              <th>{t('column.customer')}</th>
              <th>{t('column.booked')}</th>
              <th class="right">
                <span class="unseen">{t('callbacks.edit')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {scheduled.map((each) => (
              <ScheduledRow key={each.id} each={each} onEdit={props.onEdit} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function ScheduledRow(props: { each: CallbackSummary; onEdit: (id: string) => void }) {
  const { each } = props
  return (
    <tr>
      <td class="hush">{each.queueId}</td>
      <td>
        <RevealedNumber id={each.id} masked={each.number} />
      </td>
      <td>{each.customerName ?? ''}</td>
      <td class="hush">{momentText(each.bookedAt)}</td>
      <td class="right">
        <button
          class="quiet"
          aria-label={t('callbacks.editWho', { number: each.number })}
          onClick={() => props.onEdit(each.id)}
        >
          <Icon name="pencil" size={15} /> {t('callbacks.edit')}
        </button>
      </td>
    </tr>
  )
}
