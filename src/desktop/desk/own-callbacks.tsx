import type { OwnCallback } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { numberText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { t } from '../language/language.ts'

/** The callbacks that wait for this agent alone, the next first. */
export function OwnCallbacks({ own }: { own: readonly OwnCallback[] }) {
  return (
    <section class="card" aria-label={t('own.title')}>
      <div class="card-head">
        <h2>{t('own.title')}</h2>
        <p class="hush">{own.length === 0 ? '' : own.length}</p>
      </div>
      {own.length === 0 && <p class="empty small">{t('own.none')}</p>}
      <ol class="own">
        {own.map((each) => (
          <li key={each.callbackId}>
            <span class="number clip">{each.customerName ?? numberText(each.number)}</span>
            <span class="hush small">
              {each.dueAt === undefined ? (
                <Clock sinceMs={Date.parse(each.rankedAt)} />
              ) : (
                momentText(each.dueAt)
              )}
              {` · ${each.queueId}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
