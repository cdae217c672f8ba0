import { useState } from 'preact/hooks'
import type { Live } from '../../api/protocol.ts'
import { t } from '../language/language.ts'
import { live } from '../live/connection.ts'
import { useStore } from '../live/store.ts'
import { AgentList } from './agent-list.tsx'
import { CallList } from './call-list.tsx'
import { QueueDetail } from './queue-detail.tsx'
import { QueueTable } from './queue-table.tsx'
import { Totals } from './totals.tsx'
import { useTrend } from './trend.ts'

/** What goes on now, for whoever steers it. */
export function BoardPage() {
  const seen = useStore(live, (value) => value)
  if (seen === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return <BoardOf live={seen} />
}

function BoardOf({ live: seen }: { live: Live }) {
  const [chosenId, setChosenId] = useState<string>()
  const queue = seen.queues.find(({ id }) => id === chosenId) ?? seen.queues[0]
  const trend = useTrend()
  return (
    <div class="stack">
      <h1 class="unseen">{t('tab.board')}</h1>
      <Totals live={seen} />
      <div class="columns board">
        <div class="stack">
          <QueueTable queues={seen.queues} chosenId={queue?.id} onChoose={setChosenId} />
          {queue !== undefined && (
            <QueueDetail key={queue.id} queue={queue} waiting={seen.waiting} trend={trend} />
          )}
        </div>
        <div class="stack">
          <CallList calls={seen.calls} agents={seen.agents} />
          <AgentList agents={seen.agents} calls={seen.calls} />
        </div>
      </div>
    </div>
  )
}
