import { useEffect, useState } from 'preact/hooks'
import type { History } from '../../api/protocol.ts'
import { Chip } from '../controls/chip.tsx'
import { momentText } from '../controls/moment.ts'
import { t } from '../language/language.ts'
import { readHistory } from './orders.ts'

/** What has been with this customer before, newest first. */
export function CustomerHistory({ callbackId }: { callbackId: string }) {
  const [history, setHistory] = useState<History['interactions']>()
  useEffect(() => {
    void readHistory(callbackId).then(
      ({ interactions }) => setHistory(interactions),
      () => setHistory([]),
    )
  }, [callbackId])
  return (
    <section class="card" aria-label={t('history.title')}>
      <h2>{t('history.title')}</h2>
      {history === undefined && <p class="empty small">{t('frame.reading')}</p>}
      {history?.length === 0 && <p class="empty small">{t('history.none')}</p>}
      <ol class="history">
        {history?.map((each) => (
          <li key={each.id}>
            <div class="row">
              <span class="small">{momentText(each.closedAt ?? each.bookedAt)}</span>
              <span class="end">
                <Chip name={each.disposition ?? each.state} />
              </span>
            </div>
            <p class="hush small">
              {[each.queueId, ...each.agentIds, ...each.wrapUpCodes].join(' · ')}
            </p>
            {each.wrapUpNote !== undefined && <p class="small">{each.wrapUpNote}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
