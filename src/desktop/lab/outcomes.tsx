import { useEffect, useState } from 'preact/hooks'
import type {
  CallbackResource,
  WireDecision,
  CallbackSummary,
} from '../../api/protocol/callback.ts'
import { Chip } from '../controls/chip.tsx'
import { numberText, secondsText, timeText } from '../controls/format.ts'
import { t, wordOf } from '../language/language.ts'
import { readCallback } from './orders.ts'
import { decisionSentence, noteSentence, triggerSentence } from '../language/sentences.ts'

/** How the latest interactions ended; each opens to its timeline and its decisions. */
export function Outcomes({ recent }: { recent: readonly CallbackSummary[] }) {
  const [openId, setOpenId] = useState<string>()
  return (
    <section class="card" aria-label={t('lab.ended')}>
      <h2>{t('lab.ended')}</h2>
      {recent.length === 0 && <p class="empty">{t('lab.nothingEnded')}</p>}
      {recent.length > 0 && (
        <table class="outcomes">
          <thead>
            <tr>
              <th>{t('column.ended')}</th>
              <th>{t('column.number')}</th>
              <th>{t('column.outcome')}</th>
              <th>{t('column.heard')}</th>
              <th class="right">{t('column.waited')}</th>
              <th>
                <span class="unseen">{t('lab.whyButton')}</span>
              </th>
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
          <Chip name={disposition} />
        </td>
        <td class="hush">
          {verdict === undefined ? '' : wordOf(verdict)}
          {summary.confidence === undefined ? '' : ` ${Math.round(summary.confidence * 100)} %`}
        </td>
        <td class="right hush">
          {disposition === 'connected' && waitAfterAnswerMs !== undefined
            ? secondsText(waitAfterAnswerMs)
            : ''}
        </td>
        <td class="right">
          <button class="quiet" aria-expanded={isOpen} onClick={props.onToggle}>
            {t('lab.whyButton')}
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
  if (callback === undefined) return <p class="hush">{t('frame.reading')}</p>
  return (
    <div class="detail-columns">
      <div>
        <h3>{t('lab.whatHappened')}</h3>
        <ol class="notes">
          {callback.timeline.map((note) => (
            <li>
              <time>{sinceBooking(note.at, callback)}</time>
              {noteSentence(note)}
            </li>
          ))}
        </ol>
      </div>
      <div>
        <h3>{t('lab.whyButton')}</h3>
        <Decisions decisions={callback.decisions} callback={callback} />
        {callback.verdict !== undefined && (
          <>
            <h3>{t('lab.whatHeard')}</h3>
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
            {decisionSentence(decision)}
            <span class="hush"> · {t('lab.because', { what: triggerSentence(decision) })}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

function sinceBooking(at: string, callback: CallbackResource): string {
  return secondsText(Date.parse(at) - Date.parse(callback.bookedAt))
}
