import type { WireDecision, WireQueue } from '../api/protocol.ts'
import { clockText, numberText, timeText } from './format.ts'

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
  const { pacing } = queue
  const oldest = queue.waiting > 0 ? clockText(queue.oldestWaitMs + sinceBoardMs) : '–'
  return (
    <section class="card" aria-label={`Queue ${queue.id}`}>
      <div class="card-head">
        <h2>
          <span class="hush">Queue</span> {queue.id}
        </h2>
        <p class="hush">
          pacing {pacing.policy} · modifier {pacing.modifier.toFixed(1)} · at most {pacing.cap} in
          flight
        </p>
      </div>
      <dl class="figures">
        <Figure name="waiting" value={queue.waiting} />
        <Figure name="longest wait" value={oldest} />
        <Figure name="in flight" value={queue.inFlight} />
        <Figure name="live, waiting" value={queue.live} isAlarming={queue.live > 0} />
        <Figure name="agents idle" value={`${queue.agentsIdle}`} of={queue.agentsLoggedIn} />
        <Figure name="scheduled" value={queue.scheduled} />
      </dl>
      <Decisions decisions={queue.decisions} />
      {queue.next.length > 0 && (
        <ol class="line" aria-label="Next in line">
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
    <ol class="decisions" aria-label="Why, lately">
      {decisions.map((decision) => (
        <li key={`${decision.at}${decision.rule}`} class={decision.accepted ? 'yes' : 'no'}>
          <span class="dot" />
          <time>{timeText(decision.at)}</time>
          <span>
            {decision.text}
            <span class="hush"> · because {decision.because}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

function Figure(props: {
  name: string
  value: number | string
  of?: number
  isAlarming?: boolean
}) {
  return (
    <div class={props.isAlarming === true ? 'figure alarming' : 'figure'}>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.of !== undefined && <span class="of"> / {props.of}</span>}
      </dd>
    </div>
  )
}
