import type { Live } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { Figure } from '../controls/figure.tsx'
import { percentText } from '../controls/format.ts'
import { t } from '../language/language.ts'

/** The whole house in one line of figures. */
export function Totals({ live }: { live: Live }) {
  const sum = (of: (queue: Live['queues'][number]) => number): number =>
    live.queues.reduce((total, queue) => total + of(queue), 0)
  const oldest = oldestOf(live)
  const answered = sum((queue) => queue.answered.live)
  const late = sum((queue) => queue.answered.late)
  const lateShare = answered === 0 ? 0 : late / answered
  const target = Math.max(0, ...live.queues.map((queue) => queue.answered.target))
  const onQueue = live.agents.filter(({ state }) => state !== 'off-queue')
  const waitingLive = sum((queue) => queue.live)
  return (
    <section class="card totals" aria-label={t('board.totals')}>
      <dl class="figures">
        <Figure name={t('board.callsWaiting')}>{sum((queue) => queue.waitingCalls)}</Figure>
        <Figure name={t('board.callbacksWaiting')}>{sum((queue) => queue.waitingCallbacks)}</Figure>
        <Figure name={t('figure.longest')}>
          {oldest === undefined ? '–' : <Clock sinceMs={oldest} />}
        </Figure>
        <Figure name={t('figure.inFlight')}>{sum((queue) => queue.inFlight)}</Figure>
        <Figure name={t('figure.live')} tone={waitingLive > 0 ? 'warn' : ''}>
          {waitingLive}
        </Figure>
        <Figure name={t('figure.idle')} of={onQueue.length}>
          {onQueue.filter(({ state }) => state === 'idle').length}
        </Figure>
        <Figure
          name={t('board.late')}
          tone={lateShare > target ? 'bad' : ''}
          of={percentText(target)}
        >
          {percentText(lateShare)}
        </Figure>
      </dl>
    </section>
  )
}

function oldestOf(live: Live): number | undefined {
  const moments = live.queues.flatMap(({ oldestSince }) =>
    oldestSince === undefined ? [] : [Date.parse(oldestSince)],
  )
  return moments.length === 0 ? undefined : Math.min(...moments)
}
