import { useEffect } from 'preact/hooks'
import type { Desk } from '../../api/protocol.ts'
import { t } from '../language/language.ts'
import { desk } from '../live/connection.ts'
import { useStore } from '../live/store.ts'
import { phone } from '../softphone/phone-store.ts'
import { noticeContact, setAnswersByItself } from '../softphone/phone.ts'
import { PhoneStrip } from '../softphone/phone-strip.tsx'
import { PhoneCard } from '../softphone/phone-card.tsx'
import { Announcement } from './announcement.tsx'
import { ContactCard } from './contact-card.tsx'
import { CustomerHistory } from './customer-history.tsx'
import { ordersOf, refusal } from './orders.ts'
import { OwnCallbacks } from './own-callbacks.tsx'
import { contactInHand, stageOf } from './stage.ts'
import { StateCard } from './state-card.tsx'
import { WrapUp } from './wrap-up.tsx'

/** What an agent works with: their state, the customer in hand, the phone, what is theirs to do. */
export function DeskPage() {
  const seen = useStore(desk, (value) => value)
  if (seen === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return <DeskOf desk={seen} />
}

function DeskOf({ desk: seen }: { desk: Desk }) {
  const view = useStore(phone, (value) => value)
  const refused = useStore(refusal, (value) => value)
  const contact = contactInHand(seen)
  const stage = stageOf(contact, seen, view)
  const orders = ordersOf(seen)
  useEffect(() => setAnswersByItself(seen.phone.connection === 'persistent'), [seen.phone])
  useEffect(() => noticeContact(seen.phone.contact), [seen.phone.contact])
  return (
    <div class="columns desk">
      <h1 class="unseen">{t('tab.desk')}</h1>
      <Announcement contact={contact} stage={stage} />
      <div class="stack">
        <StateCard desk={seen} orders={orders} />
        <PhoneCard desk={seen} orders={orders} />
        <OwnCallbacks own={seen.own} />
      </div>
      <div class="stack">
        {refused !== '' && (
          <p class="failure" role="alert">
            {refused}
          </p>
        )}
        {contact === undefined && !seen.phone.standing && view.call?.state === 'up' && (
          <PhoneStrip />
        )}
        <ContactCard contact={contact} stage={stage} desk={seen} orders={orders} />
        {contact !== undefined && (stage === 'talking' || stage === 'wrapping') && (
          <WrapUp
            key={contact.callbackId}
            contact={contact}
            desk={seen}
            orders={orders}
            isOver={stage === 'wrapping'}
          />
        )}
      </div>
      {contact !== undefined && (
        <div class="stack third">
          <CustomerHistory key={contact.callbackId} callbackId={contact.callbackId} />
        </div>
      )}
    </div>
  )
}
