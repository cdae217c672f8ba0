import { useState } from 'preact/hooks'
import type { Desk } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { KeyButton } from '../controls/shortcut.tsx'
import { toneOf } from '../controls/tone.ts'
import { t, wordOf, type PlainName } from '../language/language.ts'
import type { Orders } from './orders.ts'

/** Why agents leave the queue; the word itself is what is on record. */
const REASONS: readonly (readonly [string, PlainName])[] = [
  ['break', 'reason.break'],
  ['lunch', 'reason.lunch'],
  ['training', 'reason.training'],
  ['meeting', 'reason.meeting'],
  ['', 'reason.end'],
]

/** What the agent does now, for how long, and the way on and off queue. */
export function StateCard({ desk, orders }: { desk: Desk; orders: Orders }) {
  const { agent, acw } = desk
  const isOff = agent.state === 'off-queue'
  return (
    <section class={`card state tone-edge-${toneOf(agent.state)}`} aria-label={t('desk.state')}>
      <div class="row">
        <span class={`dot tone-${toneOf(agent.state)}`} />
        <h2 class="state-word">
          {agent.reason !== undefined && isOff ? reasonText(agent.reason) : wordOf(agent.state)}
        </h2>
        <Clock class="end state-clock" sinceMs={Date.parse(acw?.since ?? agent.since)} />
      </div>
      {acw?.endsAt !== undefined && (
        <p class="hush small">
          {t('desk.acwEnds')} <Clock untilMs={Date.parse(acw.endsAt)} />
        </p>
      )}
      {agent.leaving && <p class="hush small">{t('desk.leaving')}</p>}
      <p class="hush small clip">{t('desk.queues', { queues: agent.queues.join(', ') })}</p>
      {isOff ? (
        <GoOn desk={desk} orders={orders} />
      ) : (
        <>
          {agent.state === 'not-responding' && (
            <KeyButton
              letter="B"
              class="primary big"
              disabled={!agent.hasPhone}
              onPress={() => void orders.plain('on-queue')}
            >
              {t('desk.imBack')}
            </KeyButton>
          )}
          <GoOff orders={orders} />
        </>
      )}
    </section>
  )
}

function reasonText(reason: string): string {
  if (reason === 'phone-lost') return t('reason.phoneLost')
  const known = REASONS.find(([each]) => each === reason)
  return known === undefined ? reason : t(known[1])
}

function GoOn({ desk, orders }: { desk: Desk; orders: Orders }) {
  const hasPhone = desk.agent.hasPhone
  return (
    <>
      <KeyButton
        letter="Q"
        class="primary big"
        disabled={!hasPhone}
        onPress={() => void orders.plain('on-queue')}
      >
        {t('desk.goOn')}
      </KeyButton>
      {!hasPhone && <p class="advice">{t('desk.needsPhone')}</p>}
    </>
  )
}

function GoOff({ orders }: { orders: Orders }) {
  const [isOpen, setOpen] = useState(false)
  const leave = (reason: string): void => {
    setOpen(false)
    void orders.offQueue(reason === '' ? undefined : reason)
  }
  return (
    <>
      <KeyButton letter="Q" pressed={isOpen} onPress={() => setOpen(!isOpen)}>
        {t('desk.goOff')}
      </KeyButton>
      {isOpen && (
        <div
          class="reasons"
          role="group"
          aria-label={t('desk.why')}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        >
          {REASONS.map(([reason, name], i) => (
            <button key={reason} ref={i === 0 ? focusOn : null} onClick={() => leave(reason)}>
              {t(name)}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

function focusOn(element: HTMLElement | null): void {
  element?.focus()
}
