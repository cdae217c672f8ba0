import { useEffect, useState } from 'preact/hooks'
import type { Analysis } from '../../api/protocol.ts'
import type { CallbackResource } from '../../api/protocol/callback.ts'
import { Waveform } from '../controls/waveform.tsx'
import { t, wordOf } from '../language/language.ts'
import { ask } from '../live/server.ts'

/** The seconds that were listened to: their sound, their level, and what the detector said when. */
export function AnalysisCard(props: { id: string; verdict: CallbackResource['verdict'] }) {
  const { id, verdict } = props
  const [analysis, setAnalysis] = useState<Analysis>()
  useEffect(() => {
    void ask<Analysis>('GET', `/v1/callbacks/${id}/analysis`).then(setAnalysis, () => undefined)
  }, [id])
  const legs = analysis?.legs ?? []
  return (
    <section class="card" aria-label={t('analysis.title')}>
      <div class="card-head">
        <h2>{t('analysis.title')}</h2>
        {verdict !== undefined && (
          <p class="hush">
            {wordOf(verdict.machine ?? verdict.kind)} · {Math.round(verdict.confidence * 100)} %
          </p>
        )}
      </div>
      {verdict !== undefined && (
        <ul class="evidence small">
          {verdict.evidence.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
      {legs.length > 0 && (
        <p class="small legend">
          <span class="swatch voice" /> {t('analysis.voice')}
        </p>
      )}
      {legs.length === 0 && <p class="empty small">{t('analysis.none')}</p>}
      {legs.map((leg) => (
        <Waveform
          key={leg.legId}
          audioPath={leg.audioPath}
          durationMs={leg.durationMs}
          levelsDbfs={leg.levelsDbfs}
          thresholdsDbfs={leg.thresholdsDbfs}
          marks={leg.marks}
        />
      ))}
    </section>
  )
}
