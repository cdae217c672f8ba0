import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Board, Levels } from '../api/protocol.ts'
import { Agents } from './agents.tsx'
import { Calls } from './calls.tsx'
import { connect, type ConnectionState } from './connection.ts'
import { Customers } from './customers.tsx'
import { Header } from './header.tsx'
import { Outcomes } from './outcomes.tsx'
import { Queues } from './queues.tsx'
import { SignIn } from './sign-in.tsx'

/** The live board: what Ringfirst does now, and why. */
export function App() {
  const [board, setBoard] = useState<Board>()
  const [levels, setLevels] = useState<Levels>({})
  const [state, setState] = useState<ConnectionState>('connecting')
  const [signIns, setSignIns] = useState(0)
  const [offsetMs, setOffsetMs] = useState(0)
  useEffect(
    () =>
      connect({
        board(next) {
          setBoard(next)
          setOffsetMs(Date.parse(next.at) - Date.now())
        },
        levels: setLevels,
        state: setState,
      }),
    [signIns],
  )
  const nowMs = useNow(board?.calls.length ? 100 : 1_000) + offsetMs
  const signedIn = useCallback(() => setSignIns((count) => count + 1), [])
  if (state === 'signed-out') return <SignIn onSignedIn={signedIn} />
  if (board === undefined) return <p class="hush">Connecting …</p>
  return (
    <>
      <Header board={board} state={state} nowMs={nowMs} />
      <main>
        <div class="main-column">
          <Queues queues={board.queues} nowMs={nowMs} boardAtMs={Date.parse(board.at)} />
          <Calls calls={board.calls} levels={levels} nowMs={nowMs} />
          <Outcomes recent={board.recent} />
        </div>
        <div class="side-column">
          <Customers numbers={board.labNumbers} calls={board.calls} queues={board.queues} />
          <Agents agents={board.agents} calls={board.calls} nowMs={nowMs} />
        </div>
      </main>
    </>
  )
}

/** The time in milliseconds since 1970, refreshed so often. */
function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}
