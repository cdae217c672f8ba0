import { useEffect, useState } from 'preact/hooks'
import type { CallbackResource } from '../../api/protocol/callback.ts'
import { Chip } from '../controls/chip.tsx'
import { numberText, secondsText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { t, wordOf } from '../language/language.ts'
import { linkTo } from '../live/route.ts'
import { ask, failureText } from '../live/server.ts'
import { serverNow } from '../live/ticker.ts'
import { AnalysisCard } from './analysis-card.tsx'
import { CallAxis } from './call-axis.tsx'
import { LadderCard } from './ladder-card.tsx'
import { decisionSentence, noteSentence, triggerSentence } from '../language/sentences.ts'

const REFRESH_MS = 2_000

/** One interaction as an engineer reads it: what happened, why, what went over the wire, what was heard. */
export function CallPage({ id }: { id: string }) {
  const { call, failure } = useCall(id)
  if (failure !== '') return <p class="failure">{failure}</p>
  if (call === undefined) return <p class="connecting">{t('frame.reading')}</p>
  const endMs = call.closedAt === undefined ? serverNow() : Date.parse(call.closedAt)
  return (
    <div class="stack">
      <div class="page-head">
        <a href={linkTo('calls')} class="small">
          ← {t('tab.calls')}
        </a>
        <h1>{numberText(call.number)}</h1>
        <span class="hush">{call.customerName ?? ''}</span>
        <Chip name={call.disposition ?? call.state} />
        <code class="end">{call.id}</code>
      </div>
      <section class="card" aria-label={t('call.axis')}>
        <Facts call={call} />
        <CallAxis timeline={call.timeline} nowMs={endMs} />
      </section>
      <div class="columns two">
        <Timeline call={call} />
        <Decisions call={call} />
      </div>
      <LadderCard id={id} isOpen={call.closedAt === undefined} />
      <AnalysisCard id={id} verdict={call.verdict} />
    </div>
  )
}

function useCall(id: string): { call: CallbackResource | undefined; failure: string } {
  const [call, setCall] = useState<CallbackResource>()
  const [failure, setFailure] = useState('')
  const isOpen = call?.closedAt === undefined
  useEffect(() => {
    const read = (): void =>
      void ask<CallbackResource>('GET', `/v1/callbacks/${id}`).then(setCall, (thrown: unknown) =>
        setFailure(failureText(thrown)),
      )
    read()
    if (!isOpen) return undefined
    const timer = setInterval(read, REFRESH_MS)
    return () => clearInterval(timer)
  }, [id, isOpen])
  return { call, failure }
}

function Facts({ call }: { call: CallbackResource }) {
  const attempt = call.attempts.at(-1)
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('column.queue'), call.queueId],
    [t('column.booked'), momentText(call.bookedAt)],
    [
      t('contact.waited'),
      call.waitInQueueMs === undefined ? undefined : secondsText(call.waitInQueueMs),
    ],
    [
      t('column.waited'),
      call.waitAfterAnswerMs === undefined ? undefined : secondsText(call.waitAfterAnswerMs),
    ],
    [t('contact.attempts'), String(call.attempts.length)],
    [t('call.trunk'), attempt?.legs.map(({ trunkId }) => trunkId).join(', ')],
    [t('call.cause'), attempt?.cause === undefined ? undefined : wordOf(attempt.cause)],
    [t('call.sipStatus'), attempt?.sipStatus === undefined ? undefined : String(attempt.sipStatus)],
    [t('call.q850'), attempt?.q850 === undefined ? undefined : String(attempt.q850)],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, text]) =>
        text === undefined || text === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

function Timeline({ call }: { call: CallbackResource }) {
  return (
    <section class="card" aria-label={t('lab.whatHappened')}>
      <h2>{t('lab.whatHappened')}</h2>
      <ol class="notes scroll">
        {call.timeline.map((note, i) => (
          <li key={i}>
            <time title={note.at}>{since(note.at, call)}</time>
            {noteSentence(note)}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Each decision with its rule and the numbers that it rested on. */
function Decisions({ call }: { call: CallbackResource }) {
  return (
    <section class="card" aria-label={t('lab.whyButton')}>
      <h2>{t('lab.whyButton')}</h2>
      {call.decisions.length === 0 && <p class="empty small">{t('call.noDecisions')}</p>}
      <ol class="notes scroll">
        {call.decisions.map((decision, i) => (
          <li key={i}>
            <time title={decision.at}>{since(decision.at, call)}</time>
            <span>
              {decisionSentence(decision)}
              <span class="hush"> · {t('lab.because', { what: triggerSentence(decision) })}</span>
              <span class="numbers mono">
                {decision.rule}
                {Object.entries(decision.numbers).map(([name, value]) => ` ${name}=${value}`)}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function since(at: string, call: CallbackResource): string {
  return secondsText(Date.parse(at) - Date.parse(call.bookedAt))
}
