import type { Levels, WireCall } from '../api/protocol.ts'
import { CallAxis } from './call-axis.tsx'
import { cancel } from './connection.ts'
import { clockText, numberText, words } from './format.ts'
import { Meter } from './meter.tsx'

/** Every call on the line: its time axis, its levels, its latest lines. */
export function Calls(props: { calls: readonly WireCall[]; levels: Levels; nowMs: number }) {
  return (
    <section class="card" aria-label="On the line">
      <div class="card-head">
        <h2>On the line</h2>
        <p class="hush">{props.calls.length === 0 ? '' : `${props.calls.length}`}</p>
      </div>
      {props.calls.length === 0 && (
        <p class="empty">Nobody is on the line. Call a customer and watch.</p>
      )}
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
    <article class="call" aria-label={`Call to ${call.number}`}>
      <div class="call-head">
        <span class="number">{numberText(call.number)}</span>
        {call.customerName !== undefined && <span class="hush">{call.customerName}</span>}
        <span class={`chip ${call.state}`}>{stateText(call)}</span>
        {verdict !== undefined && (
          <span class="chip plain">
            {words(verdict.machine ?? verdict.kind)} {Math.round(verdict.confidence * 100)} %
          </span>
        )}
        <time class="end">
          {dialledAt === undefined ? '' : clockText(nowMs - Date.parse(dialledAt))}
        </time>
        {canCancel && (
          <button class="quiet" onClick={() => void cancel(call.id).catch(() => undefined)}>
            Cancel
          </button>
        )}
      </div>
      <CallAxis timeline={timeline} nowMs={nowMs} />
      <div class="call-foot">
        <ol class="notes">
          {timeline.slice(-LINES_SHOWN).map((note) => (
            <li key={`${note.at}${note.event}`}>
              <time>{sinceText(note.at, dialledAt ?? call.interaction.bookedAt)}</time>
              {note.text}
            </li>
          ))}
        </ol>
        <div class="meters">
          <Meter name="Customer says" dbfs={level?.[0]} />
          <Meter name="Customer hears" dbfs={level?.[1]} />
        </div>
      </div>
    </article>
  )
}

function sinceText(at: string, from: string): string {
  return `${((Date.parse(at) - Date.parse(from)) / 1_000).toFixed(1)} s`
}

function stateText(call: WireCall): string {
  switch (call.state) {
    case 'talking':
      return `talking with ${call.agentId ?? 'an agent'}`
    case 'alerting':
      return `ringing ${call.agentId ?? 'an agent'}`
    case 'wrapping':
      return `${call.agentId ?? 'the agent'} wraps up`
    case 'in-flow':
      return 'leaving a message'
    default:
      return words(call.state)
  }
}
