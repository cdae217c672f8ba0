import type { WireDecision } from '../../api/protocol/callback.ts'
import type { WireQueue } from '../../api/protocol.ts'
import { Figure } from '../controls/figure.tsx'
import { clockText, numberText, timeText } from '../controls/format.ts'
import { QueueHead } from '../controls/queue-head.tsx'
import { t } from '../language/language.ts'
import { decisionSentence, triggerSentence } from '../language/sentences.ts'

/** Each queue: who waits, who is in flight, and the last decision with its reason. */
export function Queues(props: { queues: readonly WireQueue[]; nowMs: number; boardAtMs: number }) {
  const sinceBoardMs = props.nowMs - props.boardAtMs
  return (
    <>
      {props.queues.map((queue) => (
        <Queue key={queue.id} queue={queue} sinceBoardMs={sinceBoardMs} />
      ))}
    </>
  )
}

function Queue({ queue, sinceBoardMs }: { queue: WireQueue; sinceBoardMs: number }) {
  const oldest = queue.waiting > 0 ? clockText(queue.oldestWaitMs + sinceBoardMs) : '–'
  return (
    <section class="card" aria-label={t('lab.queue', { id: queue.id })}>
      <QueueHead queue={queue} />
      <dl class="figures">
        <Figure name={t('figure.waiting')}>{queue.waiting}</Figure>
        <Figure name={t('figure.longest')}>{oldest}</Figure>
        <Figure name={t('figure.inFlight')}>{queue.inFlight}</Figure>
        <Figure name={t('figure.live')} tone={queue.live > 0 ? 'warn' : ''}>
          {queue.live}
        </Figure>
        <Figure name={t('figure.idle')} of={queue.agentsLoggedIn}>
          {queue.agentsIdle}
        </Figure>
        <Figure name={t('figure.scheduled')}>{queue.scheduled}</Figure>
      </dl>
      <Decisions decisions={queue.decisions} />
      {queue.next.length > 0 && (
        <ol class="line" aria-label={t('lab.next')}>
          {queue.next.map((waiting, i) => (
            <li key={waiting.id}>
              <span class="place">{i + 1}</span>
              <span class="number">{numberText(waiting.number)}</span>
              <span class="hush">{waiting.customerName ?? ''}</span>
              <span class="hush end">{clockText(waiting.waitMs + sinceBoardMs)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Why the next was dialled, or was not: the latest answers, newest first. */
function Decisions({ decisions }: { decisions: readonly WireDecision[] }) {
  if (decisions.length === 0) return null
  return (
    <ol class="decisions" aria-label={t('lab.why')}>
      {decisions.map((decision) => (
        <li key={`${decision.at}${decision.rule}`} class={decision.accepted ? 'yes' : 'no'}>
          <span class="dot" />
          <time>{timeText(decision.at)}</time>
          <span>
            {decisionSentence(decision)}
            <span class="hush"> · {t('lab.because', { what: triggerSentence(decision) })}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
