import { useState } from 'preact/hooks'
import type { LiveQueue, PlayedDay, ShadowRequest, ShadowResource } from '../../api/protocol.ts'
import { percentText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { t, type PlainName } from '../language/language.ts'
import { ask, failureText } from '../live/server.ts'

type Policy = NonNullable<ShadowRequest['policy']>
const POLICIES: readonly Policy[] = ['auto', 'idle', 'cap']

/** What each figure of a played day is called, and how it is said. */
const FIGURES: readonly (readonly [PlainName, (day: PlayedDay) => string])[] = [
  ['shadow.connected', ({ connected }) => String(connected)],
  ['shadow.occupancy', ({ occupancy }) => percentText(occupancy)],
  ['shadow.meanWait', ({ meanWaitMs }) => minutesText(meanWaitMs)],
  ['shadow.p90Wait', ({ p90WaitMs }) => minutesText(p90WaitMs)],
  ['shadow.late', ({ lateShare }) => percentText(lateShare)],
  ['shadow.abandoned', ({ abandoned }) => String(abandoned)],
  ['shadow.dials', ({ dials }) => String(dials)],
]

/** Other pacing for a queue, and what it would have done with the last 24 hours. */
export function ShadowCard({ queue }: { queue: LiveQueue }) {
  const [isAsking, setAsking] = useState(false)
  const [failure, setFailure] = useState('')
  const [report, setReport] = useState<ShadowResource>()
  const replay = async (change: ShadowRequest): Promise<void> => {
    setAsking(true)
    setFailure('')
    await ask<ShadowResource>('POST', `/v1/queues/${queue.id}/shadow`, change).then(
      setReport,
      (thrown: unknown) => setFailure(failureText(thrown)),
    )
    setAsking(false)
  }
  return (
    <details class="shadow">
      <summary>{t('shadow.title')}</summary>
      <p class="hush small">{t('shadow.hint')}</p>
      <ShadowForm queue={queue} isAsking={isAsking} onReplay={(change) => void replay(change)} />
      {failure !== '' && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <div role="status">{report !== undefined && <Comparison report={report} />}</div>
    </details>
  )
}

function ShadowForm(props: {
  queue: LiveQueue
  isAsking: boolean
  onReplay: (change: ShadowRequest) => void
}) {
  const { pacing } = props.queue
  const [policy, setPolicy] = useState<Policy>(pacing.policy)
  const [modifier, setModifier] = useState(String(pacing.modifier))
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault()
        props.onReplay({ policy, modifier: Number(modifier) })
      }}
    >
      <div class="field">
        <label for="shadow-policy">{t('shadow.policy')}</label>
        <select
          id="shadow-policy"
          value={policy}
          onChange={(event) => setPolicy(event.currentTarget.value as Policy)}
        >
          {POLICIES.map((each) => (
            <option key={each} value={each}>
              {t(`shadow.policy.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="shadow-modifier">{t('shadow.modifier')}</label>
        <input
          id="shadow-modifier"
          type="number"
          min={1}
          max={100}
          step={0.1}
          required
          value={modifier}
          onInput={(event) => setModifier(event.currentTarget.value)}
        />
      </div>
      <button class="primary" type="submit" disabled={props.isAsking}>
        {t(props.isAsking ? 'shadow.asking' : 'shadow.replay')}
      </button>
    </form>
  )
}

function Comparison({ report }: { report: ShadowResource }) {
  const { actual, replayed, shadow } = report
  const dials = report.recordedDials + report.drawnDials
  return (
    <>
      <table class="played">
        <caption class="hush small">
          {t('shadow.span', { from: momentText(report.from), to: momentText(report.to) })}
        </caption>
        <thead>
          <tr>
            <th />
            <th scope="col">{t('shadow.actual')}</th>
            <th scope="col">{t('shadow.replayed')}</th>
            <th scope="col">{t('shadow.shadow')}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              <td>{text(actual)}</td>
              <td>{text(replayed)}</td>
              <td class="strong">{text(shadow)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hush small">
        {t('shadow.basis', { recorded: report.recordedDials, dials, calls: report.callsLeftOut })}
      </p>
    </>
  )
}

function minutesText(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
