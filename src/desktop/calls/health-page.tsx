import { useEffect, useState } from 'preact/hooks'
import type { TrunkReport } from '../../api/protocol.ts'
import { percentText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { t, wordOf } from '../language/language.ts'
import { ask, failureText } from '../live/server.ts'

const REFRESH_MS = 2_000

/** The switch and each trunk: how full, how much failed, and why calls ended. */
export function HealthPage() {
  const [report, setReport] = useState<TrunkReport>()
  const [failure, setFailure] = useState('')
  useEffect(() => {
    const read = (): void =>
      void ask<TrunkReport>('GET', '/v1/trunks').then(
        (next) => {
          setFailure('')
          setReport(next)
        },
        (thrown: unknown) => setFailure(failureText(thrown)),
      )
    read()
    const timer = setInterval(read, REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="stack">
      <div class="page-head">
        <h1>{t('tab.health')}</h1>
        {report !== undefined && (
          <span class={`chip ${report.switch.up ? 'good' : 'bad'}`}>
            <span class="dot" />
            {t(report.switch.up ? 'health.up' : 'health.down', { name: report.switch.name })}
          </span>
        )}
      </div>
      {failure !== '' && <p class="failure">{failure}</p>}
      <div class="columns cards">
        {report?.trunks.map((trunk) => (
          <TrunkCard key={trunk.id} trunk={trunk} />
        ))}
      </div>
    </div>
  )
}

function TrunkCard({ trunk }: { trunk: TrunkReport['trunks'][number] }) {
  const causes = Object.entries(trunk.causes).sort(([, a], [, b]) => b - a)
  const most = causes[0]?.[1] ?? 1
  const failed = trunk.attempts === 0 ? 0 : trunk.failures / trunk.attempts
  return (
    <section class="card" aria-label={trunk.id}>
      <div class="card-head">
        <h2>{trunk.id}</h2>
        <p class="hush end">{t('health.rate', { count: trunk.callsPerSecond })}</p>
      </div>
      <p class="row small trunk-use">
        <span class="hush">{t('health.channels')}</span>
        <meter
          min={0}
          max={trunk.channels}
          value={trunk.channelsInUse}
          aria-label={t('health.channels')}
        />
        <span>
          {trunk.channelsInUse} / {trunk.channels}
        </span>
      </p>
      <dl class="pairs">
        <dt>{t('health.attempts')}</dt>
        <dd>{trunk.attempts}</dd>
        <dt>{t('health.failed')}</dt>
        <dd class={failed > 0.1 ? 'tone-bad' : ''}>
          {trunk.failures} · {percentText(failed)}
        </dd>
        {trunk.lastFailureAt !== undefined && (
          <>
            <dt>{t('health.lastFailure')}</dt>
            <dd>{momentText(trunk.lastFailureAt)}</dd>
          </>
        )}
      </dl>
      <h3 class="causes-head">{t('health.causes')}</h3>
      {causes.length === 0 && <p class="hush small">{t('health.noCauses')}</p>}
      <dl class="causes">
        {causes.map(([cause, count]) => (
          <div key={cause}>
            <dt>{wordOf(cause)}</dt>
            <dd>
              <span class="cause-bar" style={{ width: `${(count / most) * 100}%` }} />
              {count}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
