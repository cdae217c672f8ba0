import type { LiveQueue } from '../../api/protocol.ts'
import { Chip } from '../controls/chip.tsx'
import { Clock } from '../controls/clock.tsx'
import { percentText } from '../controls/format.ts'
import { t, wordOf } from '../language/language.ts'

/** A line for each queue; the chosen one is shown in full below. */
export function QueueTable(props: {
  queues: readonly LiveQueue[]
  chosenId: string | undefined
  onChoose: (id: string) => void
}) {
  return (
    <section class="card" aria-label={t('board.queues')}>
      <h2>{t('board.queues')}</h2>
      <table class="queue-table">
        <thead>
          <tr>
            <th>{t('column.queue')}</th>
            <th class="right">{t('column.calls')}</th>
            <th class="right">{t('column.callbacks')}</th>
            <th class="right">{t('column.oldest')}</th>
            <th class="right">{t('column.inFlight')}</th>
            <th class="right">{t('column.agents')}</th>
            <th class="right">{t('column.late')}</th>
            <th class="right">{t('column.abandoned')}</th>
          </tr>
        </thead>
        <tbody>
          {props.queues.map((queue) => (
            <QueueRow
              key={queue.id}
              queue={queue}
              isChosen={queue.id === props.chosenId}
              onChoose={() => props.onChoose(queue.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function QueueRow(props: { queue: LiveQueue; isChosen: boolean; onChoose: () => void }) {
  const { queue } = props
  const { answered } = queue
  return (
    <tr class={props.isChosen ? 'chosen' : ''}>
      <td>
        <button class="quiet queue-name" aria-pressed={props.isChosen} onClick={props.onChoose}>
          {queue.id}
        </button>
        {queue.closed && <Chip name="closed" />}
        {queue.mode === 'agent-first' && <span class="hush small">{wordOf(queue.mode)}</span>}
      </td>
      <td class="right">{queue.waitingCalls}</td>
      <td class="right">{queue.waitingCallbacks}</td>
      <td class="right">
        {queue.oldestSince === undefined ? '–' : <Clock sinceMs={Date.parse(queue.oldestSince)} />}
      </td>
      <td class="right">
        {queue.inFlight}
        {queue.live > 0 && <span class="tone-warn"> · {queue.live}</span>}
      </td>
      <td class="right">
        {queue.agentsIdle}
        <span class="hush"> / {queue.agentsOnQueue}</span>
      </td>
      <td class={`right ${answered.lateShare > answered.target ? 'tone-bad' : ''}`}>
        {percentText(answered.lateShare)}
      </td>
      <td class="right">{percentText(answered.abandonedShare)}</td>
    </tr>
  )
}
