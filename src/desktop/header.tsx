import type { Board } from '../api/protocol.ts'
import type { ConnectionState } from './connection.ts'
import { timeText } from './format.ts'

/** Name, health and time. A lost connection and each problem are said in words. */
export function Header(props: { board: Board; state: ConnectionState; nowMs: number }) {
  const { health } = props.board
  const isLive = props.state === 'live'
  const tone =
    !isLive || health.status === 'down' ? 'bad' : health.status === 'ok' ? 'good' : 'warn'
  const word = !isLive
    ? 'Connection lost, trying again'
    : health.status === 'ok'
      ? 'All well'
      : 'Trouble'
  return (
    <header>
      <h1>
        <img src="./icon.svg" alt="" width="28" height="28" />
        Ringfirst
      </h1>
      <p class={`health ${tone}`} role="status">
        <span class="dot" />
        {word}
      </p>
      <p class="hush meta">
        {health.switch} switch · {health.version}
      </p>
      <time class="meta">{timeText(new Date(props.nowMs).toISOString())}</time>
      {isLive &&
        health.problems.map((problem) => (
          <p class="banner" role="alert">
            {problem}
          </p>
        ))}
    </header>
  )
}
