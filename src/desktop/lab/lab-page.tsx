import { t } from '../language/language.ts'
import { board, levels } from '../live/connection.ts'
import { useStore } from '../live/store.ts'
import { useNow } from '../live/ticker.ts'
import { Agents } from './agents.tsx'
import { Calls } from './calls.tsx'
import { Customers } from './customers.tsx'
import { Outcomes } from './outcomes.tsx'
import { Queues } from './queues.tsx'

/** The lab: call a scripted customer and watch what Ringfirst does, and why. */
export function LabPage() {
  const seen = useStore(board, (value) => value)
  const heard = useStore(levels, (value) => value)
  const nowMs = useNow(seen !== undefined && seen.calls.length > 0 ? 100 : 1_000)
  if (seen === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return (
    <div class="columns lab">
      <h1 class="unseen">{t('tab.lab')}</h1>
      <div class="stack">
        <Queues queues={seen.queues} nowMs={nowMs} boardAtMs={Date.parse(seen.at)} />
        <Calls calls={seen.calls} levels={heard} nowMs={nowMs} />
        <Outcomes recent={seen.recent} />
      </div>
      <div class="stack">
        <Customers numbers={seen.labNumbers} calls={seen.calls} queues={seen.queues} />
        <Agents agents={seen.agents} calls={seen.calls} nowMs={nowMs} />
      </div>
    </div>
  )
}
