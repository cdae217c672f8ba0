import type { WireNote } from '../../api/protocol/callback.ts'
import { t, wordOf } from '../language/language.ts'
import { phasesOf, tickStepMs, type Mark, type Phase } from './phases.ts'
import { noteSentence } from '../language/sentences.ts'

const WIDTH = 1_000
const LANE_HEIGHT = 20
const LANES_TOP = 6
const LANE_GAP = 6
const HEIGHT = LANES_TOP + 2 * LANE_HEIGHT + LANE_GAP + 6
const SPAN_MIN_MS = 12_000

/** A call on a time axis: above the customer's side, below the agent's. */
export function CallAxis({ timeline, nowMs }: { timeline: readonly WireNote[]; nowMs: number }) {
  const phases = phasesOf(timeline)
  if (phases === undefined) return null
  const { fromMs, customer, agent, marks } = phases
  const spanMs = Math.max(SPAN_MIN_MS, (nowMs - fromMs) * 1.06)
  const x = (atMs: number): number => ((atMs - fromMs) / spanMs) * WIDTH
  const nowX = Math.max(0, x(nowMs))
  return (
    <div class="axis">
      <div class="lanes hush" aria-hidden="true">
        <span>{t('axis.customer')}</span>
        <span>{t('axis.agent')}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={spokenText(customer, agent)}
      >
        {ticks(spanMs).map((tickMs) => (
          <line class="tick" x1={x(fromMs + tickMs)} x2={x(fromMs + tickMs)} y1="0" y2={HEIGHT} />
        ))}
        <Lane phases={customer} top={LANES_TOP} x={x} nowMs={nowMs} />
        <Lane phases={agent} top={LANES_TOP + LANE_HEIGHT + LANE_GAP} x={x} nowMs={nowMs} />
        <line class="now" x1={nowX} x2={nowX} y1="0" y2={HEIGHT} />
      </svg>
      <div class="ticks" aria-hidden="true">
        {ticks(spanMs).map((tickMs) => (
          <span style={{ left: `${(tickMs / spanMs) * 100}%` }}>{tickMs / 1_000} s</span>
        ))}
      </div>
      <div class="labels" aria-hidden="true">
        <LaneLabels
          phases={customer}
          lane="customer"
          spanMs={spanMs}
          fromMs={fromMs}
          nowMs={nowMs}
        />
        <LaneLabels phases={agent} lane="agent" spanMs={spanMs} fromMs={fromMs} nowMs={nowMs} />
        {marks.map((mark) => (
          <MarkDot mark={mark} left={((mark.atMs - fromMs) / spanMs) * 100} />
        ))}
      </div>
    </div>
  )
}

function Lane(props: {
  phases: readonly Phase[]
  top: number
  x: (atMs: number) => number
  nowMs: number
}) {
  return (
    <>
      {props.phases.map((phase) => {
        const left = props.x(phase.fromMs)
        const width = Math.max(2, props.x(phase.toMs ?? props.nowMs) - left)
        return (
          <rect
            class={`phase ${phase.kind}`}
            x={left}
            y={props.top}
            width={width}
            height={LANE_HEIGHT}
          />
        )
      })}
    </>
  )
}

/** Words inside the bars, where a bar is wide enough for them. */
function LaneLabels(props: {
  phases: readonly Phase[]
  lane: string
  spanMs: number
  fromMs: number
  nowMs: number
}) {
  return (
    <>
      {props.phases.map((phase) => {
        const width = (((phase.toMs ?? props.nowMs) - phase.fromMs) / props.spanMs) * 100
        if (width < 9) return null
        const left = ((phase.fromMs - props.fromMs) / props.spanMs) * 100
        return (
          <span class={`label lane-${props.lane}`} style={{ left: `${left}%`, width: `${width}%` }}>
            {wordOf(phase.kind)}
          </span>
        )
      })}
    </>
  )
}

function MarkDot({ mark, left }: { mark: Mark; left: number }) {
  return (
    <span
      class={`mark ${mark.kind}`}
      style={{ left: `${left}%` }}
      title={noteSentence(mark.note)}
    />
  )
}

/** A line that would stand at the very end is left out: its text would not fit. */
function ticks(spanMs: number): readonly number[] {
  const step = tickStepMs(spanMs)
  return Array.from({ length: Math.floor((spanMs * 0.97) / step) + 1 }, (_, i) => i * step)
}

function spokenText(customer: readonly Phase[], agent: readonly Phase[]): string {
  const kinds = (phases: readonly Phase[]): string =>
    phases.map((phase) => wordOf(phase.kind)).join(', ') || t('axis.nothing')
  return t('axis.spoken', { customer: kinds(customer), agent: kinds(agent) })
}
