import { useEffect, useState } from 'preact/hooks'
import type { Directory, TransferRequest } from '../../api/protocol.ts'
import { Dialog } from '../controls/dialog.tsx'
import { t } from '../language/language.ts'
import { readDirectory, type Orders } from './orders.ts'

/** One place that a call can go to. */
interface Target {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly free: boolean
  readonly to: TransferRequest
}

/** Whom the call goes to, found by typing: blind, or with a word to them first. */
export function TransferDialog(props: { ownId: string; orders: Orders; onClose: () => void }) {
  const { orders, onClose } = props
  const [directory, setDirectory] = useState<Directory>()
  const [search, setSearch] = useState('')
  const [chosenId, setChosenId] = useState<string>()
  useEffect(() => {
    void readDirectory().then(setDirectory, () => setDirectory({ agents: [], queues: [] }))
  }, [])
  const targets = targetsFound(directory, search, props.ownId)
  const chosen = targets.find(({ id }) => id === chosenId) ?? targets[0]
  const go = async (how: 'transfer' | 'consult'): Promise<void> => {
    if (chosen !== undefined && (await orders.transfer(how, chosen.to))) onClose()
  }
  return (
    <Dialog title={t('transfer.title')} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          void go(chosen?.to.queueId === undefined ? 'consult' : 'transfer')
        }}
      >
        <input
          type="search"
          autofocus
          value={search}
          placeholder={t('transfer.search')}
          aria-label={t('transfer.search')}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <div class="targets" role="radiogroup" aria-label={t('transfer.targets')}>
          {targets.map((target) => (
            <TargetRow
              key={target.id}
              target={target}
              isChosen={target === chosen}
              onChoose={() => setChosenId(target.id)}
            />
          ))}
          {targets.length === 0 && <p class="hush small">{t('transfer.nobody')}</p>}
        </div>
        <div class="dialog-foot">
          <button type="button" disabled={chosen === undefined} onClick={() => void go('transfer')}>
            {t('transfer.blind')}
          </button>
          <button
            class="primary"
            type="submit"
            disabled={chosen === undefined || chosen.to.queueId !== undefined}
          >
            {t('transfer.consult')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function TargetRow(props: { target: Target; isChosen: boolean; onChoose: () => void }) {
  const { target, isChosen } = props
  return (
    <label class={isChosen ? 'target chosen' : 'target'}>
      <input type="radio" name="target" checked={isChosen} onChange={props.onChoose} />
      <span>{target.name}</span>
      <span class={`end small ${target.free ? 'tone-good' : 'hush'}`}>{target.hint}</span>
    </label>
  )
}

/** Free agents first, then others, then queues; a number where a number is typed. Pure. */
function targetsFound(
  directory: Directory | undefined,
  search: string,
  ownId: string,
): readonly Target[] {
  const typed = search.trim().toLowerCase()
  const number = /^\+?[\d\s().-]{3,}$/.test(typed) ? typed : undefined
  const agents = (directory?.agents ?? [])
    .filter(({ id }) => id !== ownId)
    .map(({ id, name, free }) => ({
      id: `agent-${id}`,
      name,
      free,
      hint: t(free ? 'transfer.free' : 'transfer.busy'),
      to: { agentId: id },
    }))
    .sort((a, b) => Number(b.free) - Number(a.free))
  const queues = (directory?.queues ?? []).map(({ id, waiting }) => ({
    id: `queue-${id}`,
    name: t('lab.queue', { id }),
    free: false,
    hint: t('transfer.waiting', { count: waiting }),
    to: { queueId: id },
  }))
  const found = [...agents, ...queues].filter(({ name }) => name.toLowerCase().includes(typed))
  if (number === undefined) return found
  return [
    { id: 'number', name: number, free: false, hint: t('transfer.number'), to: { number } },
    ...found,
  ]
}
