import type { Board, WireCall } from '../../api/protocol.ts'
import { clockText, numberText } from '../controls/format.ts'
import { toneOf } from '../controls/tone.ts'
import { t, wordOf } from '../language/language.ts'
import { linkTo } from '../live/route.ts'
import { setOnQueue } from './orders.ts'

type Agent = Board['agents'][number]

/** Each agent with state, since when, and with whom. */
export function Agents(props: {
  agents: readonly Agent[]
  calls: readonly WireCall[]
  nowMs: number
}) {
  return (
    <section class="card" aria-label={t('lab.agents')}>
      <h2>{t('lab.agents')}</h2>
      <ul class="agents">
        {props.agents.map((agent) => (
          <AgentRow
            key={agent.id}
            agent={agent}
            call={props.calls.find((call) => call.id === agent.callbackId)}
            nowMs={props.nowMs}
          />
        ))}
      </ul>
    </section>
  )
}

function AgentRow(props: { agent: Agent; call: WireCall | undefined; nowMs: number }) {
  const { agent, call, nowMs } = props
  const isOn = agent.state !== 'off-queue'
  const withWhom = call === undefined ? '' : (call.customerName ?? numberText(call.number))
  return (
    <li class={`agent ${agent.state}`}>
      <span class={`dot tone-${toneOf(agent.state)}`} />
      <span class="who">
        {agent.name}
        <span class="hush">
          {stateText(agent)}
          {withWhom !== '' && ` · ${withWhom}`}
        </span>
      </span>
      <time>{clockText(nowMs - Date.parse(agent.stateSince))}</time>
      <a
        class="quiet"
        href={linkTo('desk', agent.id)}
        aria-label={t('lab.sitDownAs', { name: agent.name })}
      >
        {t('lab.sitDown')}
      </a>
      <button
        class="quiet"
        disabled={!agent.hasPhone && !isOn}
        onClick={() => void setOnQueue(agent.id, !isOn).catch(() => undefined)}
        aria-label={t(isOn ? 'lab.takeOff' : 'lab.putOn', { name: agent.name })}
      >
        {t(isOn ? 'lab.offQueue' : 'lab.onQueue')}
      </button>
    </li>
  )
}

function stateText(agent: Agent): string {
  if (!agent.hasPhone) return t('lab.noPhone')
  const word = wordOf(agent.state)
  return agent.leaving ? t('lab.leaving', { state: word }) : word
}
