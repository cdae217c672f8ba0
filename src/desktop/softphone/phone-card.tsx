import { useEffect, useState } from 'preact/hooks'
import type { Desk } from '../../api/protocol.ts'
import { Icon } from '../controls/icon.tsx'
import { Segments } from '../controls/segments.tsx'
import type { Tone } from '../controls/tone.ts'
import { t } from '../language/language.ts'
import { useStore } from '../live/store.ts'
import type { Orders } from '../desk/orders.ts'
import { DeviceFields } from './device-fields.tsx'
import { PhoneCheck } from './phone-check.tsx'
import type { LineState, PhoneView } from './phone-view.ts'
import { phone } from './phone-store.ts'
import { startPhone, stopPhone, takePhone } from './phone.ts'
import { QualityLine } from './quality-line.tsx'

const TONES: Readonly<Record<LineState, Tone>> = {
  off: '',
  connecting: 'warn',
  ready: 'good',
  lost: 'bad',
  elsewhere: 'warn',
}

/** The agent's phone: its line, its devices, how the call sounds, and a check before the shift. */
export function PhoneCard({ desk, orders }: { desk: Desk; orders: Orders }) {
  const view = useStore(phone, (value) => value)
  const [isChecking, setChecking] = useState(false)
  const isOther = desk.phone.device === 'other'
  const agentId = desk.agent.id
  useEffect(() => {
    if (!isOther) void startPhone(agentId)
    else void stopPhone()
  }, [isOther, agentId])
  return (
    <section class="card phone" aria-label={t('phone.title')}>
      <div class="card-head">
        <h2>{t('phone.title')}</h2>
        <span class="end" />
        {isOther ? (
          <span class={`chip ${desk.phone.registered ? 'good' : 'warn'}`}>
            {t(desk.phone.registered ? 'phone.otherReady' : 'phone.otherMissing')}
          </span>
        ) : (
          <span class={`chip ${TONES[view.line]}`} role="status">
            <span class="dot" />
            {t(`phone.line.${view.line}`)}
          </span>
        )}
      </div>
      {!isOther && <Trouble view={view} agentId={agentId} />}
      {view.call?.state === 'up' && <QualityLine quality={view.quality} />}
      {desk.phone.otherDevice && (
        <Segments
          label={t('phone.device')}
          value={desk.phone.device}
          choices={[
            ['softphone', t('phone.thisBrowser')],
            ['other', t('phone.otherDevice')],
          ]}
          onChoose={(device) => void orders.device(device)}
        />
      )}
      {!isOther && (
        <details>
          <summary class="small">{t('phone.devices')}</summary>
          <DeviceFields />
        </details>
      )}
      {!isOther && (
        <button onClick={() => setChecking(true)}>
          <Icon name="headset" /> {t('phone.check')}
        </button>
      )}
      {isChecking && <PhoneCheck onClose={() => setChecking(false)} />}
    </section>
  )
}

function Trouble({ view, agentId }: { view: PhoneView; agentId: string }) {
  if (view.microphone === 'refused') return <p class="advice">{t('phone.refused')}</p>
  if (view.microphone === 'missing') return <p class="advice">{t('phone.missing')}</p>
  if (view.line === 'lost') return <p class="failure">{t('phone.lost')}</p>
  if (view.line === 'elsewhere') {
    return (
      <div class="stack tight">
        <p class="advice">{t('phone.elsewhere')}</p>
        <button onClick={takePhone}>{t('phone.takeHere')}</button>
      </div>
    )
  }
  if (view.line !== 'off' || view.failure === undefined) return null
  return (
    <div class="stack tight">
      <p class="failure">{view.failure === 'no-browser-phones' ? t('phone.none') : view.failure}</p>
      <button onClick={() => void startPhone(agentId)}>{t('phone.again')}</button>
    </div>
  )
}
