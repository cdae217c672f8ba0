import { t } from '../language/language.ts'
import { gradeOf, type Quality } from './quality.ts'

/** How the call sounds in a word and in numbers, and what to do where it sounds bad. */
export function QualityLine({ quality }: { quality: Quality | undefined }) {
  if (quality === undefined) return <p class="hush small">{t('quality.measuring')}</p>
  const { mos, rttMs, jitterMs, lossShare, troubles } = quality
  const isBad = troubles.length > 0
  return (
    <div class="stack tight">
      <p class="row wrap small">
        <span class={`dot tone-${isBad ? 'bad' : mos < 3.7 ? 'warn' : 'good'}`} />
        <strong>{t(`quality.${gradeOf(mos)}`)}</strong>
        <span class="hush">
          {t('quality.numbers', {
            mos: mos.toFixed(1),
            rtt: Math.round(rttMs),
            jitter: Math.round(jitterMs),
            loss: (lossShare * 100).toFixed(1),
          })}
        </span>
      </p>
      {troubles.map((trouble) => (
        <p class="advice" key={trouble} role="status">
          {t(`quality.advice.${trouble}`)}
        </p>
      ))}
    </div>
  )
}
