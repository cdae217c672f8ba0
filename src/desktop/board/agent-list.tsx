import { useMemo, useState } from 'preact/hooks'
import type { LiveAgent, LiveCall } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { numberText } from '../controls/format.ts'
import { toneOf } from '../controls/tone.ts'
import { VirtualRows } from '../controls/virtual-rows.tsx'
import { t, wordOf } from '../language/language.ts'

const ROW_PX = 46
const STATES: readonly LiveAgent['state'][] = [
  'idle',
  'reserved',
  'alerting',
  'communicating',
  'acw',
  'not-responding',
  'off-queue',
]

/** Agents by state with how long they have been in it; a click on a state shows those alone. */
export function AgentList(props: { agents: readonly LiveAgent[]; calls: readonly LiveCall[] }) {
  const [only, setOnly] = useState<LiveAgent['state']>()
  const [search, setSearch] = useState('')
  const shown = useMemo(() => agentsShown(props.agents, only, search), [props.agents, only, search])
  const calls = useMemo(() => new Map(props.calls.map((call) => [call.id, call])), [props.calls])
  return (
    <section class="card" aria-label={t('lab.agents')}>
      <div class="card-head">
        <h2>{t('lab.agents')}</h2>
        <input
          type="search"
          class="agent-search end"
          placeholder={t('board.findAgent')}
          aria-label={t('board.findAgent')}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div class="states" role="group" aria-label={t('board.states')}>
        {STATES.map((state) => {
          const count = props.agents.filter((agent) => agent.state === state).length
          if (count === 0 && state !== only) return null
          return (
            <button
              key={state}
              class={`chip ${state === only ? 'pressed' : ''}`}
              aria-pressed={state === only}
              onClick={() => setOnly(state === only ? undefined : state)}
            >
              <span class={`dot tone-${toneOf(state)}`} /> {wordOf(state)} <strong>{count}</strong>
            </button>
          )
        })}
      </div>
      <VirtualRows
        class="agent-rows"
        items={shown}
        rowPx={ROW_PX}
        maxPx={ROW_PX * 11}
        label={t('lab.agents')}
        keyOf={({ id }) => id}
        row={(agent) => <AgentRow agent={agent} call={calls.get(agent.callbackId ?? '')} />}
      />
    </section>
  )
}

function agentsShown(
  agents: readonly LiveAgent[],
  only: LiveAgent['state'] | undefined,
  search: string,
): readonly LiveAgent[] {
  const typed = search.trim().toLowerCase()
  return agents
    .filter((agent) => only === undefined || agent.state === only)
    .filter((agent) => typed === '' || agent.name.toLowerCase().includes(typed))
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        (a.since < b.since ? -1 : a.since > b.since ? 1 : 0),
    )
}

function AgentRow({ agent, call }: { agent: LiveAgent; call: LiveCall | undefined }) {
  const withWhom = call === undefined ? '' : ` · ${call.customerName ?? numberText(call.number)}`
  const state =
    agent.state === 'off-queue'
      ? (agent.reason ?? (agent.hasPhone ? wordOf('off-queue') : t('lab.noPhone')))
      : wordOf(agent.talk === undefined || agent.talk === 'together' ? agent.state : agent.talk)
  return (
    <>
      <span class={`dot tone-${toneOf(agent.state)}`} />
      <span class="agent-who clip">
        {agent.name}
        <span class="hush small clip">
          {agent.leaving ? t('lab.leaving', { state }) : state}
          {withWhom}
        </span>
      </span>
      <Clock class="hush end" sinceMs={Date.parse(agent.since)} />
    </>
  )
}
