import { useEffect, useState } from 'preact/hooks'
import type { CallbackResource, CallbackSummary, WireDecision } from '../api/protocol.ts'
import { readCallback } from './connection.ts'
import { numberText, secondsText, timeText, words } from './format.ts'

/** How the latest interactions ended; each opens to its timeline and its decisions. */
export function Outcomes({ recent }: { recent: readonly CallbackSummary[] }) {
  const [openId, setOpenId] = useState<string>()
  return (
    <section class="card" aria-label="Ended lately">
      <h2>Ended lately</h2>
      {recent.length === 0 && <p class="empty">Nothing has ended yet.</p>}
      {recent.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Ended</th>
              <th>Number</th>
              <th>Outcome</th>
              <th>Heard</th>
              <th class="right">Waited after answer</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {recent.map((summary) => (
              <OutcomeRow
                key={summary.id}
                summary={summary}
                isOpen={summary.id === openId}
                onToggle={() => setOpenId(summary.id === openId ? undefined : summary.id)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function OutcomeRow(props: { summary: CallbackSummary; isOpen: boolean; onToggle: () => void }) {
  const { summary, isOpen } = props
  const { closedAt, disposition = '', verdict, waitAfterAnswerMs } = summary
  return (
    <>
      <tr class={isOpen ? 'open' : ''}>
        <td class="hush">{closedAt === undefined ? '' : timeText(closedAt)}</td>
        <td class="number">{numberText(summary.number)}</td>
        <td>
          <span class={`chip outcome-${disposition}`}>{words(disposition)}</span>
        </td>
        <td class="hush">
          {verdict === undefined ? '' : words(verdict)}
          {summary.confidence === undefined ? '' : ` ${Math.round(summary.confidence * 100)} %`}
        </td>
        <td class="right hush">
          {disposition === 'connected' && waitAfterAnswerMs !== undefined
            ? secondsText(waitAfterAnswerMs)
            : ''}
        </td>
        <td class="right">
          <button class="quiet" aria-expanded={isOpen} onClick={props.onToggle}>
            Why
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr class="detail">
          <td colSpan={6}>
            <Detail id={summary.id} />
          </td>
        </tr>
      )}
    </>
  )
}

function Detail({ id }: { id: string }) {
  const [callback, setCallback] = useState<CallbackResource>()
  useEffect(() => {
    void readCallback(id).then(setCallback, () => undefined)
  }, [id])
  if (callback === undefined) return <p class="hush">Reading …</p>
  return (
    <div class="detail-columns">
      <div>
        <h3>What happened</h3>
        <ol class="notes">
          {callback.timeline.map((note) => (
            <li>
              <time>{sinceBooking(note.at, callback)}</time>
              {note.text}
            </li>
          ))}
        </ol>
      </div>
      <div>
        <h3>Why</h3>
        <Decisions decisions={callback.decisions} callback={callback} />
        {callback.verdict !== undefined && (
          <>
            <h3>What was heard</h3>
            <ul class="evidence">
              {callback.verdict.evidence.map((fact) => (
                <li>{fact}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  )
}

function Decisions(props: { decisions: readonly WireDecision[]; callback: CallbackResource }) {
  return (
    <ol class="notes">
      {props.decisions.map((decision) => (
        <li>
          <time>{sinceBooking(decision.at, props.callback)}</time>
          <span>
            {decision.text}
            <span class="hush"> · because {decision.because}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

function sinceBooking(at: string, callback: CallbackResource): string {
  return secondsText(Date.parse(at) - Date.parse(callback.bookedAt))
}
