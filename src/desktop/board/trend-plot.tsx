import { t } from '../language/language.ts'
import { Plot } from '../controls/plot.tsx'
import type { Trend } from './trend.ts'

const HEIGHT_PX = 120

/** The last quarter of an hour of a queue: who waited, who was in flight, who was free. */
export function TrendPlot({ queueId, trend }: { queueId: string; trend: Trend }) {
  const columns = trend.queues.get(queueId)
  if (columns === undefined || trend.at.length < 3) return null
  return (
    <Plot
      label={t('board.trend')}
      heightPx={HEIGHT_PX}
      data={[trend.at, ...columns]}
      version={trend.at.at(-1) ?? 0}
      series={[
        { label: t('figure.waiting'), colour: '--calm' },
        { label: t('figure.inFlight'), colour: '--warn' },
        { label: t('figure.idle'), colour: '--good' },
      ]}
    />
  )
}
