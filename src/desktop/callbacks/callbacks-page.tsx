import { useMemo, useState } from 'preact/hooks'
import type { Live, LiveWaiting } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { Icon } from '../controls/icon.tsx'
import { VirtualRows } from '../controls/virtual-rows.tsx'
import { t, wordOf } from '../language/language.ts'
import { live } from '../live/connection.ts'
import { may } from '../live/session.ts'
import { useStore } from '../live/store.ts'
import { EditDialog } from './edit-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { inTheirOrder } from './line.ts'
import { ScheduledList } from './scheduled-list.tsx'
import { RevealedNumber } from './revealed-number.tsx'

const ROW_PX = 42

/** Everyone who waits, to be looked at, moved, reassigned and cancelled; and new ones by file. */
export function CallbacksPage() {
  const seen = useStore(live, (value) => value)
  if (seen === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return <CallbacksOf live={seen} />
}

function CallbacksOf({ live: seen }: { live: Live }) {
  const [queueId, setQueueId] = useState('')
  const [search, setSearch] = useState('')
  const [editing, setEditing] = useState<string>()
  const [isImporting, setImporting] = useState(false)
  const line = useMemo(
    () => inTheirOrder(seen.waiting, queueId, search),
    [seen.waiting, queueId, search],
  )
  return (
    <div class="stack">
      <PageHead
        queues={seen.queues}
        queueId={queueId}
        search={search}
        onQueue={setQueueId}
        onSearch={setSearch}
        onImport={() => setImporting(true)}
      />
      <section class="card" aria-label={t('board.line')}>
        <div class="card-head">
          <h2>{t('board.line')}</h2>
          <p class="hush">{line.length}</p>
        </div>
        {line.length === 0 && <p class="empty">{t('board.lineEmpty')}</p>}
        <VirtualRows
          class="line-rows"
          items={line}
          rowPx={ROW_PX}
          maxPx={ROW_PX * 14}
          label={t('board.line')}
          keyOf={({ waiting }) => waiting.id}
          row={({ waiting, place }) => (
            <WaitingRow waiting={waiting} place={place} onEdit={() => setEditing(waiting.id)} />
          )}
        />
      </section>
      <ScheduledList queueId={queueId} onEdit={setEditing} version={seen.queues} />
      {editing !== undefined && (
        <EditDialog id={editing} live={seen} onClose={() => setEditing(undefined)} />
      )}
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </div>
  )
}

function PageHead(props: {
  queues: Live['queues']
  queueId: string
  search: string
  onQueue: (queueId: string) => void
  onSearch: (search: string) => void
  onImport: () => void
}) {
  return (
    <div class="page-head">
      <h1>{t('tab.callbacks')}</h1>
      <select
        class="narrow"
        aria-label={t('column.queue')}
        value={props.queueId}
        onChange={(event) => props.onQueue(event.currentTarget.value)}
      >
        <option value="">{t('callbacks.allQueues')}</option>
        {props.queues.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
      <input
        type="search"
        class="narrow"
        placeholder={t('callbacks.find')}
        aria-label={t('callbacks.find')}
        value={props.search}
        onInput={(event) => props.onSearch(event.currentTarget.value)}
      />
      <span class="end" />
      {may('import') && (
        <button onClick={props.onImport}>
          <Icon name="upload" /> {t('import.open')}
        </button>
      )}
    </div>
  )
}

function WaitingRow(props: { waiting: LiveWaiting; place: number; onEdit: () => void }) {
  const { waiting } = props
  return (
    <div class="line-grid">
      <span class="place">{props.place}</span>
      <span class="hush clip">{waiting.queueId}</span>
      <span class="medium" title={wordOf(waiting.medium)}>
        <Icon name={waiting.medium === 'call' ? 'headset' : 'phone'} size={15} />
        <span class="unseen">{wordOf(waiting.medium)}</span>
      </span>
      <RevealedNumber id={waiting.id} masked={waiting.number} />
      <span class="clip">{waiting.customerName ?? ''}</span>
      <span class="row hush small nowrap">
        {waiting.ownerId !== undefined && <span>→ {waiting.ownerId}</span>}
        {waiting.attempts > 0 && (
          <span>{t('callbacks.attempts', { count: waiting.attempts })}</span>
        )}
        {waiting.priority !== 0 && (
          <span class="chip">{t('board.priority', { priority: waiting.priority })}</span>
        )}
      </span>
      <Clock class="hush right" sinceMs={Date.parse(waiting.rankedAt)} />
      <button
        class="quiet"
        disabled={waiting.medium === 'call'}
        aria-label={t('callbacks.editWho', { number: waiting.number })}
        onClick={props.onEdit}
      >
        <Icon name="pencil" size={15} /> {t('callbacks.edit')}
      </button>
    </div>
  )
}
