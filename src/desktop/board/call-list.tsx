import { useState } from 'preact/hooks'
import type { LiveAgent, LiveCall, WatchMode } from '../../api/protocol.ts'
import { Chip } from '../controls/chip.tsx'
import { Clock } from '../controls/clock.tsx'
import { numberText } from '../controls/format.ts'
import { Segments } from '../controls/segments.tsx'
import { VirtualRows } from '../controls/virtual-rows.tsx'
import { t, wordOf } from '../language/language.ts'
import { linkTo } from '../live/route.ts'
import { failureText } from '../live/server.ts'
import { may, session } from '../live/session.ts'
import { stopWatching, watchCall } from './watch.ts'

const ROW_PX = 46

/** Every call on the line; whoever may, listens, whispers or barges. Each time is on record. */
export function CallList(props: { calls: readonly LiveCall[]; agents: readonly LiveAgent[] }) {
  const [failure, setFailure] = useState('')
  const ownId = ownAgentId()
  const watched = props.calls.find((call) =>
    call.watchers.some((watcher) => watcher.agentId === ownId),
  )
  const watch = (callId: string, mode: WatchMode | undefined): void => {
    setFailure('')
    const done = mode === undefined ? stopWatching(callId) : watchCall(callId, mode)
    done.catch((thrown: unknown) => setFailure(failureText(thrown)))
  }
  const nameOf = (id: string): string => props.agents.find((agent) => agent.id === id)?.name ?? id
  return (
    <section class="card" aria-label={t('lab.onTheLine')}>
      <div class="card-head">
        <h2>{t('lab.onTheLine')}</h2>
        <p class="hush">{props.calls.length === 0 ? '' : props.calls.length}</p>
      </div>
      {failure !== '' && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {watched !== undefined && ownId !== undefined && (
        <WatchBar call={watched} ownId={ownId} nameOf={nameOf} onWatch={watch} />
      )}
      {props.calls.length === 0 && <p class="empty small">{t('board.nobodyOnLine')}</p>}
      <VirtualRows
        items={props.calls}
        rowPx={ROW_PX}
        maxPx={ROW_PX * 8}
        label={t('lab.onTheLine')}
        keyOf={({ id }) => id}
        row={(call) => (
          <CallRow
            call={call}
            nameOf={nameOf}
            canWatch={may('watch') && ownId !== undefined && call.id !== watched?.id}
            onListen={() => watch(call.id, 'listen')}
          />
        )}
      />
    </section>
  )
}

function ownAgentId(): string | undefined {
  const who = session.get()
  return typeof who === 'object' ? who.agentId : undefined
}

function CallRow(props: {
  call: LiveCall
  nameOf: (id: string) => string
  canWatch: boolean
  onListen: () => void
}) {
  const { call } = props
  const who = call.customerName ?? numberText(call.number)
  const isTalking = call.state === 'talking'
  return (
    <>
      <span class="agent-who clip">
        {may('inspect') ? <a href={linkTo('calls', call.id)}>{who}</a> : who}
        <span class="hush small clip">
          {call.queueId}
          {call.agentId !== undefined && ` · ${props.nameOf(call.agentId)}`}
          {call.watchers.length > 0 &&
            ` · ${call.watchers.map(({ mode }) => wordOf(mode)).join(', ')}`}
        </span>
      </span>
      <span class="end row">
        <Chip name={isTalking ? (call.talk ?? call.state) : call.state} />
        <Clock class="hush" sinceMs={Date.parse(call.joinedAt ?? call.since)} />
        {props.canWatch && (
          <button
            class="quiet"
            disabled={!isTalking}
            aria-label={t('watch.listenTo', { who })}
            onClick={props.onListen}
          >
            {t('watch.listen')}
          </button>
        )}
      </span>
    </>
  )
}

/** The call that the supervisor is on: who hears whom, and the way out. */
function WatchBar(props: {
  call: LiveCall
  ownId: string
  nameOf: (id: string) => string
  onWatch: (callId: string, mode: WatchMode | undefined) => void
}) {
  const { call, ownId } = props
  const mode = call.watchers.find((watcher) => watcher.agentId === ownId)?.mode ?? 'listen'
  const agent = props.nameOf(call.agentId ?? '')
  return (
    <div class="watch-bar">
      <p>
        {t('watch.with', { agent, customer: call.customerName ?? numberText(call.number) })}
        <span class="hush small"> {t(`watch.hint.${mode}`)}</span>
      </p>
      <div class="row">
        <Segments<WatchMode>
          label={t('watch.mode')}
          hideLabel
          value={mode}
          choices={[
            ['listen', t('watch.listen')],
            ['whisper', t('watch.whisper')],
            ['barge', t('watch.barge')],
          ]}
          onChoose={(next) => props.onWatch(call.id, next)}
        />
        <button class="danger" onClick={() => props.onWatch(call.id, undefined)}>
          {t('watch.stop')}
        </button>
      </div>
    </div>
  )
}
