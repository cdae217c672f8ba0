import type { Board, WireCall } from '../api/protocol.ts'
import { setOnQueue } from './connection.ts'
import { clockText, numberText, words } from './format.ts'

type Agent = Board['agents'][number]

/** Each agent with state, since when, and with whom. */
export function Agents(props: {
  agents: readonly Agent[]
  calls: readonly WireCall[]
  nowMs: number
}) {
  return (
    <section class="card" aria-label="Agents">
      <h2>Agents</h2>
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
      <span class="dot" />
      <span class="who">
        {agent.name}
        <span class="hush">
          {stateText(agent)}
          {withWhom !== '' && ` · ${withWhom}`}
        </span>
      </span>
      <time>{clockText(nowMs - Date.parse(agent.stateSince))}</time>
      <button
        class="quiet"
        disabled={!agent.hasPhone && !isOn}
        onClick={() => void setOnQueue(agent.id, !isOn).catch(() => undefined)}
        aria-label={`${isOn ? 'Take' : 'Put'} ${agent.name} ${isOn ? 'off' : 'on'} queue`}
      >
        {isOn ? 'Off queue' : 'On queue'}
      </button>
    </li>
  )
}

function stateText(agent: Agent): string {
  if (!agent.hasPhone) return 'no phone'
  if (agent.state === 'acw') return 'wrapping up'
  if (agent.state === 'communicating') return 'talking'
  return agent.leaving ? `${words(agent.state)}, leaving` : words(agent.state)
}
