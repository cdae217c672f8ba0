import type { Levels, WireCall } from '../../api/protocol.ts'
import { CallAxis } from '../calls/call-axis.tsx'
import { Chip } from '../controls/chip.tsx'
import { clockText, numberText } from '../controls/format.ts'
import { Meter } from '../controls/meter.tsx'
import { t, wordOf } from '../language/language.ts'
import { cancel } from './orders.ts'
import { noteSentence } from '../language/sentences.ts'

/** Every call on the line: its time axis, its levels, its latest lines. */
export function Calls(props: { calls: readonly WireCall[]; levels: Levels; nowMs: number }) {
  return (
    <section class="card" aria-label={t('lab.onTheLine')}>
      <div class="card-head">
        <h2>{t('lab.onTheLine')}</h2>
        <p class="hush">{props.calls.length === 0 ? '' : `${props.calls.length}`}</p>
      </div>
      {props.calls.length === 0 && <p class="empty">{t('lab.nobody')}</p>}
      {props.calls.map((call) => (
        <Call key={call.id} call={call} levels={props.levels} nowMs={props.nowMs} />
      ))}
    </section>
  )
}

const LINES_SHOWN = 4

function Call({ call, levels, nowMs }: { call: WireCall; levels: Levels; nowMs: number }) {
  const { timeline, verdict } = call.interaction
  const customerLeg = call.legs.find((leg) => leg.role === 'customer')
  const level = customerLeg === undefined ? undefined : levels[customerLeg.id]
  const dialledAt = timeline.find((note) => note.event === 'dialling')?.at
  const canCancel = !['talking', 'wrapping', 'closed', 'ending'].includes(call.state)
  return (
    <article class="call" aria-label={t('lab.callTo', { number: call.number })}>
      <div class="call-head">
        <span class="number">{numberText(call.number)}</span>
        {call.customerName !== undefined && <span class="hush">{call.customerName}</span>}
        <Chip name={call.state}>{stateText(call)}</Chip>
        {verdict !== undefined && (
          <span class="chip">
            {wordOf(verdict.machine ?? verdict.kind)} {Math.round(verdict.confidence * 100)} %
          </span>
        )}
        <time class="end">
          {dialledAt === undefined ? '' : clockText(nowMs - Date.parse(dialledAt))}
        </time>
        {canCancel && (
          <button class="quiet" onClick={() => void cancel(call.id).catch(() => undefined)}>
            {t('lab.cancel')}
          </button>
        )}
      </div>
      <CallAxis timeline={timeline} nowMs={nowMs} />
      <div class="call-foot">
        <ol class="notes">
          {timeline.slice(-LINES_SHOWN).map((note) => (
            <li key={`${note.at}${note.event}`}>
              <time>{sinceText(note.at, dialledAt ?? call.interaction.bookedAt)}</time>
              {noteSentence(note)}
            </li>
          ))}
        </ol>
        <div class="meters">
          <Meter name={t('lab.says')} dbfs={level?.[0]} />
          <Meter name={t('lab.hears')} dbfs={level?.[1]} />
        </div>
      </div>
    </article>
  )
}

function sinceText(at: string, from: string): string {
  return `${((Date.parse(at) - Date.parse(from)) / 1_000).toFixed(1)} s`
}

function stateText(call: WireCall): string {
  const agent = call.agentId ?? t('lab.anAgent')
  switch (call.state) {
    case 'talking':
      return t('lab.talkingWith', { agent })
    case 'alerting':
      return t('lab.ringing', { agent })
    case 'wrapping':
      return t('lab.wrapping', { agent })
    default:
      return wordOf(call.state)
  }
}
