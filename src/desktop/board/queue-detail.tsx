import { useMemo } from 'preact/hooks'
import type { LiveQueue, LiveWaiting } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { numberText, timeText } from '../controls/format.ts'
import { Icon } from '../controls/icon.tsx'
import { QueueHead } from '../controls/queue-head.tsx'
import { VirtualRows } from '../controls/virtual-rows.tsx'
import { t, wordOf } from '../language/language.ts'
import { may } from '../live/session.ts'
import { inOrder } from './line-order.ts'
import { ShadowCard } from './shadow-card.tsx'
import { TrendPlot } from './trend-plot.tsx'
import type { Trend } from './trend.ts'
import { decisionSentence } from '../language/sentences.ts'

const ROW_PX = 38

/** One queue: how it has moved, why it dials or does not, and everyone in line in their one order. */
export function QueueDetail(props: {
  queue: LiveQueue
  waiting: readonly LiveWaiting[]
  trend: Trend
}) {
  const { queue, waiting } = props
  const line = useMemo(() => inOrder(waiting, queue.id), [waiting, queue.id])
  const { pacing } = queue
  return (
    <section class="card" aria-label={t('lab.queue', { id: queue.id })}>
      <QueueHead queue={queue} />
      {pacing.text !== undefined && (
        <p class="pacing-why">
          <span class="hush">
            {pacing.decidedAt === undefined ? '' : timeText(pacing.decidedAt)}
          </span>
          {pacingSentence(pacing)}
        </p>
      )}
      <TrendPlot queueId={queue.id} trend={props.trend} />
      {may('steer') && <ShadowCard key={queue.id} queue={queue} />}
      <h3 class="line-head">
        {t('board.line')} <span class="hush">{line.length}</span>
      </h3>
      {line.length === 0 && <p class="empty small">{t('board.lineEmpty')}</p>}
      <VirtualRows
        class="line-rows"
        items={line}
        rowPx={ROW_PX}
        maxPx={ROW_PX * 10}
        label={t('board.line')}
        keyOf={({ id }) => id}
        row={(each, i) => <WaitingRow waiting={each} place={i + 1} />}
      />
    </section>
  )
}

function pacingSentence({ rule, numbers, text = '', agentId }: LiveQueue['pacing']): string {
  if (rule === undefined) return text
  const who = agentId === undefined ? {} : { agentId }
  return decisionSentence({ rule, numbers: numbers ?? {}, text, ...who })
}

function WaitingRow({ waiting, place }: { waiting: LiveWaiting; place: number }) {
  return (
    <>
      <span class="place">{place}</span>
      <span class="medium" title={wordOf(waiting.medium)}>
        <Icon name={waiting.medium === 'call' ? 'headset' : 'phone'} size={15} />
        <span class="unseen">{wordOf(waiting.medium)}</span>
      </span>
      <span class="number">{numberText(waiting.number)}</span>
      <span class="hush clip">{waiting.customerName ?? ''}</span>
      {waiting.ownerId !== undefined && <span class="hush small nowrap">→ {waiting.ownerId}</span>}
      {waiting.priority !== 0 && (
        <span class="chip">{t('board.priority', { priority: waiting.priority })}</span>
      )}
      <span class="end hush">
        <Clock sinceMs={Date.parse(waiting.rankedAt)} />
      </span>
    </>
  )
}
