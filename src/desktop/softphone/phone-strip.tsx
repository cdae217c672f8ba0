import { Icon } from '../controls/icon.tsx'
import { Clock } from '../controls/clock.tsx'
import { t } from '../language/language.ts'
import { linkTo } from '../live/route.ts'
import { useStore } from '../live/store.ts'
import { answer, hangUpPhone, setMuted } from './phone.ts'
import { phone } from './phone-store.ts'

/** The phone on pages other than the desk: what rings can be answered, what is up can be ended. */
export function PhoneStrip() {
  const call = useStore(phone, (view) => view.call)
  const muted = useStore(phone, (view) => view.muted)
  const line = useStore(phone, (view) => view.line)
  if (line === 'lost') {
    return (
      <a class="chip bad" href={linkTo('desk')}>
        {t('phone.line.lost')}
      </a>
    )
  }
  if (call === undefined) return null
  return (
    <div class="phone-strip" role="group" aria-label={t('phone.title')}>
      <Icon name="phone" />
      <span class="clip">{call.shownName === '' ? call.shownNumber : call.shownName}</span>
      {call.state === 'ringing' ? (
        <button class="primary" onClick={answer}>
          {t('contact.answer')}
        </button>
      ) : (
        <>
          <Clock sinceMs={call.sinceMs} />
          <button
            class={muted ? 'pressed' : ''}
            aria-pressed={muted}
            onClick={() => setMuted(!muted)}
          >
            {t(muted ? 'controls.unmute' : 'controls.mute')}
          </button>
        </>
      )}
      <button class="danger" onClick={hangUpPhone}>
        {t(call.state === 'ringing' ? 'contact.decline' : 'controls.hangUp')}
      </button>
    </div>
  )
}
