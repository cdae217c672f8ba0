import type { Desk, DeskContact } from '../../api/protocol.ts'
import { Chip } from '../controls/chip.tsx'
import { Clock } from '../controls/clock.tsx'
import { clockText, numberText } from '../controls/format.ts'
import { Icon } from '../controls/icon.tsx'
import { KeyButton } from '../controls/shortcut.tsx'
import { t, wordOf, type PlainName } from '../language/language.ts'
import { useNow } from '../live/ticker.ts'
import { answer, expectCall, hangUpPhone } from '../softphone/phone.ts'
import { BookingData } from './booking-data.tsx'
import { CallControls } from './call-controls.tsx'
import type { Orders } from './orders.ts'
import { isComing, type Stage } from './stage.ts'

/** The customer in hand: who and why, before the audio joins, and what can be done now. */
export function ContactCard(props: {
  contact: DeskContact | undefined
  stage: Stage
  desk: Desk
  orders: Orders
}) {
  const { contact, stage, desk, orders } = props
  if (contact === undefined) {
    return stage === 'ringing' ? <UnknownCall /> : <Nobody desk={desk} />
  }
  return (
    <section
      class={`card contact ${isComing(stage) ? 'coming' : ''}`}
      aria-label={t('contact.title')}
    >
      <Who contact={contact} stage={stage} />
      <Actions contact={contact} stage={stage} desk={desk} orders={orders} />
      <Facts contact={contact} />
      {contact.script !== undefined && (
        <div class="script">
          <h3>{t('contact.script')}</h3>
          <p>{contact.script}</p>
        </div>
      )}
      {contact.data !== undefined && <BookingData data={contact.data} />}
    </section>
  )
}

function Nobody({ desk }: { desk: Desk }) {
  const [title, text] = NOBODY[desk.agent.state] ?? FREE
  return (
    <section class="card nobody" aria-label={t('contact.title')}>
      <Icon name="headset" size={40} />
      <h2>{t(title)}</h2>
      <p class="hush">{t(text)}</p>
    </section>
  )
}

const FREE = ['contact.nobodyTitle', 'contact.nobody'] as const
const NOBODY: Readonly<Record<string, readonly [PlainName, PlainName]>> = {
  'off-queue': ['contact.offTitle', 'contact.off'],
  'not-responding': ['contact.awayTitle', 'contact.away'],
}

/** The phone rings and the server has not said for whom: a call that was asked for elsewhere. */
function UnknownCall() {
  return (
    <section class="card contact coming" aria-label={t('contact.title')}>
      <h2 class="who-name">{t('contact.phoneRings')}</h2>
      <div class="controls">
        <KeyButton letter="A" class="primary big" onPress={answer}>
          <Icon name="phone" /> {t('contact.answer')}
        </KeyButton>
        <KeyButton letter="X" class="danger" onPress={hangUpPhone}>
          {t('contact.decline')}
        </KeyButton>
      </div>
    </section>
  )
}

function Who({ contact, stage }: { contact: DeskContact; stage: Stage }) {
  const { customerName, number, joinedAt } = contact
  return (
    <div class="who-line">
      <div class="who-name">
        <h2>{customerName ?? numberText(number)}</h2>
        {customerName !== undefined && <p class="number">{numberText(number)}</p>}
      </div>
      <Chip name={contact.talk ?? contact.state}>
        {stage === 'talking' ? wordOf(contact.talk ?? 'talking') : t(`stage.${stage}`)}
      </Chip>
      {stage === 'talking' && joinedAt !== undefined && (
        <Clock class="end state-clock" sinceMs={Date.parse(joinedAt)} />
      )}
    </div>
  )
}

function Actions(props: { contact: DeskContact; stage: Stage; desk: Desk; orders: Orders }) {
  const { contact, stage, orders } = props
  switch (stage) {
    case 'ringing':
      return (
        <div class="controls">
          <KeyButton letter="A" class="primary big" onPress={answer}>
            <Icon name="phone" /> {t('contact.answer')}
          </KeyButton>
          <KeyButton letter="X" class="danger" onPress={hangUpPhone}>
            {t('contact.decline')}
          </KeyButton>
        </div>
      )
    case 'offered':
      return (
        <div class="controls">
          <KeyButton letter="A" class="primary big" onPress={() => void orders.plain('accept')}>
            <Icon name="check" /> {t('contact.accept')}
          </KeyButton>
        </div>
      )
    case 'accepted':
      return <Start contact={contact} orders={orders} />
    case 'calling':
    case 'talking':
      return <CallControls {...props} />
    case 'wrapping':
      return contact.agentFirst ? <Start contact={contact} orders={orders} isAgain /> : null
    case 'coming':
    case 'nobody':
      return null
  }
}

function Start(props: { contact: DeskContact; orders: Orders; isAgain?: boolean }) {
  const { startsAt, endsAt } = props.contact
  return (
    <div class="controls">
      <KeyButton
        letter="S"
        class={props.isAgain === true ? '' : 'primary big'}
        onPress={() => {
          expectCall()
          void props.orders.plain('start')
        }}
      >
        <Icon name="phone" /> {t(props.isAgain === true ? 'contact.again' : 'contact.start')}
      </KeyButton>
      {startsAt !== undefined && (
        <p class="hush small">
          {t('contact.startsBy')} <Clock untilMs={Date.parse(startsAt)} />
        </p>
      )}
      {endsAt !== undefined && (
        <p class="hush small">
          {t('contact.endsBy')} <Clock untilMs={Date.parse(endsAt)} />
        </p>
      )}
    </div>
  )
}

function Facts({ contact }: { contact: DeskContact }) {
  const nowMs = useNow(30_000)
  const localTime = new Date(nowMs).toLocaleTimeString('en-GB', {
    timeZone: contact.timeZone,
    hour: '2-digit',
    minute: '2-digit',
  })
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('contact.why'), t(`contact.whyText.${contact.medium}`, { queue: contact.queueId })],
    [
      t('contact.waited'),
      contact.waitInQueueMs === undefined ? undefined : clockText(contact.waitInQueueMs),
    ],
    [t('contact.localTime'), `${localTime} · ${contact.timeZone}`],
    [t('contact.attempts'), contact.attempts > 1 ? String(contact.attempts) : undefined],
    [t('contact.priority'), contact.priority === 0 ? undefined : String(contact.priority)],
    [t('contact.skills'), contact.skills?.join(', ')],
    [t('contact.shows'), contact.callerIdName ?? contact.callerIdNumber],
    [
      t('contact.rescheduled'),
      contact.rescheduledFrom === undefined ? undefined : t('contact.yes'),
    ],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, text]) =>
        text === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
