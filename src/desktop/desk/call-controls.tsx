import { useState } from 'preact/hooks'
import type { Desk, DeskContact } from '../../api/protocol.ts'
import { numberText } from '../controls/format.ts'
import { Icon } from '../controls/icon.tsx'
import { KeyButton } from '../controls/shortcut.tsx'
import { t, wordOf } from '../language/language.ts'
import { useStore } from '../live/store.ts'
import { hangUpPhone, setMuted } from '../softphone/phone.ts'
import { phone } from '../softphone/phone-store.ts'
import { Keypad } from './keypad.tsx'
import type { Orders } from './orders.ts'
import type { Stage } from './stage.ts'
import { TransferDialog } from './transfer-dialog.tsx'

/** What can be done with the call that is up: each a button and a letter. */
export function CallControls(props: {
  contact: DeskContact
  stage: Stage
  desk: Desk
  orders: Orders
}) {
  const { contact, orders, desk, stage } = props
  const [open, setOpen] = useState<'keypad' | 'transfer' | undefined>()
  const isTalking = stage === 'talking'
  const hasThird = contact.third !== undefined
  return (
    <>
      <div class="controls" role="toolbar" aria-label={t('controls.title')}>
        <Mute />
        <Hold contact={contact} orders={orders} isTalking={isTalking} />
        <KeyButton
          letter="D"
          pressed={open === 'keypad'}
          disabled={!isTalking}
          onPress={() => setOpen(open === 'keypad' ? undefined : 'keypad')}
        >
          <Icon name="keypad" /> {t('controls.keypad')}
        </KeyButton>
        {!hasThird && (
          <KeyButton letter="T" disabled={!isTalking} onPress={() => setOpen('transfer')}>
            <Icon name="transfer" /> {t('controls.transfer')}
          </KeyButton>
        )}
        <span class="end" />
        <HangUp orders={orders} desk={desk} />
      </div>
      {contact.third !== undefined && <Third contact={contact} orders={orders} />}
      {contact.watchers.map((watcher) => (
        <p class="hush small row" key={watcher.agentId}>
          <Icon name="eye" /> {watcher.agentId}: {wordOf(watcher.mode)}
        </p>
      ))}
      {open === 'keypad' && (
        <Keypad onDigit={(digit) => void orders.digits(digit)} onClose={() => setOpen(undefined)} />
      )}
      {open === 'transfer' && (
        <TransferDialog ownId={desk.agent.id} orders={orders} onClose={() => setOpen(undefined)} />
      )}
    </>
  )
}

function Mute() {
  const muted = useStore(phone, (view) => view.muted)
  const isUp = useStore(phone, (view) => view.call?.state === 'up')
  return (
    <KeyButton letter="M" pressed={muted} disabled={!isUp} onPress={() => setMuted(!muted)}>
      <Icon name="microphone" /> {t(muted ? 'controls.unmute' : 'controls.mute')}
    </KeyButton>
  )
}

function Hold(props: { contact: DeskContact; orders: Orders; isTalking: boolean }) {
  const isHeld = props.contact.talk === 'held'
  return (
    <KeyButton
      letter="H"
      pressed={isHeld}
      disabled={!props.isTalking || props.contact.third !== undefined}
      onPress={() => void props.orders.plain(isHeld ? 'resume' : 'hold')}
    >
      <Icon name={isHeld ? 'play' : 'pause'} /> {t(isHeld ? 'controls.resume' : 'controls.hold')}
    </KeyButton>
  )
}

/** The server ends the call; where it cannot be reached, the phone does. */
function HangUp({ orders, desk }: { orders: Orders; desk: Desk }) {
  const hangUp = async (): Promise<void> => {
    const taken = await orders.plain('hang-up')
    if (!taken && desk.phone.device === 'softphone') hangUpPhone()
  }
  return (
    <KeyButton letter="E" class="danger solid" onPress={() => void hangUp()}>
      <Icon name="hangUp" /> {t('controls.hangUp')}
    </KeyButton>
  )
}

/** Someone else is asked, or in: what becomes of the three. */
function Third({ contact, orders }: { contact: DeskContact; orders: Orders }) {
  const { third, talk } = contact
  if (third === undefined) return null
  const who = third.agentId ?? numberText(third.number ?? '')
  const isIn = third.state === 'answered'
  return (
    <div class="third-party">
      <p>
        <strong>{who}</strong>{' '}
        <span class="hush">
          {talk === 'conference' ? wordOf('conference') : wordOf(third.state)}
        </span>
      </p>
      {talk === 'consulting' && (
        <div class="controls">
          <KeyButton
            letter="T"
            class="primary"
            onPress={() => void orders.plain('consult/complete')}
          >
            <Icon name="transfer" /> {t('controls.complete')}
          </KeyButton>
          <KeyButton
            letter="C"
            disabled={!isIn}
            onPress={() => void orders.plain('consult/conference')}
          >
            <Icon name="people" /> {t('controls.conference')}
          </KeyButton>
          <KeyButton letter="B" onPress={() => void orders.plain('consult/cancel')}>
            {t('controls.back')}
          </KeyButton>
        </div>
      )}
      {talk === 'conference' && (
        <KeyButton letter="L" onPress={() => void orders.plain('leave')}>
          {t('controls.leave')}
        </KeyButton>
      )}
    </div>
  )
}
