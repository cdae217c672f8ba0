import { useEffect, useState } from 'preact/hooks'
import { t } from '../language/language.ts'
import { useStore } from '../live/store.ts'
import { devices, listDevices, type Device } from './devices.ts'
import { changeDevices } from './phone.ts'

/** Which microphone and which loudspeaker; a change holds at once, also in a call. */
export function DeviceFields() {
  const choice = useStore(devices, (value) => value)
  const microphones = useDevices('audioinput')
  const speakers = useDevices('audiooutput')
  return (
    <div class="device-fields">
      <DeviceField
        id="microphone"
        label={t('phone.microphone')}
        devices={microphones}
        value={choice.microphoneId}
        onChoose={(microphoneId) => void changeDevices({ microphoneId })}
      />
      <DeviceField
        id="speaker"
        label={t('phone.speaker')}
        devices={speakers}
        value={choice.speakerId}
        onChoose={(speakerId) => void changeDevices({ speakerId })}
      />
      <label class="row small">
        <input
          type="checkbox"
          checked={choice.voiceTreatment}
          onChange={(event) => void changeDevices({ voiceTreatment: event.currentTarget.checked })}
        />
        {t('phone.voiceTreatment')}
      </label>
    </div>
  )
}

function DeviceField(props: {
  id: string
  label: string
  devices: readonly Device[]
  value: string
  onChoose: (id: string) => void
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select
        id={props.id}
        value={props.value}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        <option value="">{t('phone.default')}</option>
        {props.devices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name === '' ? id.slice(0, 8) : name}
          </option>
        ))}
      </select>
    </div>
  )
}

/** The devices of one kind, read again when one is plugged in or pulled out. */
function useDevices(kind: 'audioinput' | 'audiooutput'): readonly Device[] {
  const [found, setFound] = useState<readonly Device[]>([])
  useEffect(() => {
    const read = (): void => void listDevices(kind).then(setFound, () => setFound([]))
    read()
    navigator.mediaDevices.addEventListener('devicechange', read)
    return () => navigator.mediaDevices.removeEventListener('devicechange', read)
  }, [kind])
  return found
}
