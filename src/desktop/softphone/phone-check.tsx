import { useEffect, useRef, useState } from 'preact/hooks'
import { Dialog } from '../controls/dialog.tsx'
import { Icon } from '../controls/icon.tsx'
import { Meter } from '../controls/meter.tsx'
import { t } from '../language/language.ts'
import { useStore } from '../live/store.ts'
import { DeviceFields } from './device-fields.tsx'
import { devices, openMicrophone, useSpeaker, watchLevel } from './devices.ts'
import { phone } from './phone-store.ts'

/** A voice at a headset is louder than this; a room that is quiet stays under it. */
const VOICE_DBFS = -45
const RECORDING_MS = 3_000

/** A check before the shift: is the microphone heard, does the headset sound, is the line up? */
export function PhoneCheck({ onClose }: { onClose: () => void }) {
  const line = useStore(phone, (view) => view.line)
  const choice = useStore(devices, (value) => value)
  const { dbfs, wasHeard, stream, failure } = useMicrophone(choice.microphoneId)
  return (
    <Dialog title={t('check.title')} onClose={onClose}>
      <div class="dialog-body">
        <Step isDone={failure === '' && stream !== undefined} text={t('check.granted')} />
        {failure !== '' && <p class="failure">{failure}</p>}
        <Step isDone={wasHeard} text={t('check.speak')} />
        <Meter name={t('phone.microphone')} dbfs={dbfs} />
        <Playback stream={stream} />
        <Step isDone={line === 'ready'} text={t('check.line')} />
        <DeviceFields />
        <div class="dialog-foot">
          <form method="dialog">
            <button class="primary">{t('check.close')}</button>
          </form>
        </div>
      </div>
    </Dialog>
  )
}

function Step({ isDone, text }: { isDone: boolean; text: string }) {
  return (
    <p class="row">
      <span class={`chip ${isDone ? 'good' : ''}`}>
        {isDone ? <Icon name="check" size={13} /> : <span class="dot" />}
        {t(isDone ? 'check.done' : 'check.open')}
      </span>
      {text}
    </p>
  )
}

/** Three seconds of the agent's own voice, played back on the headset. */
function Playback({ stream }: { stream: MediaStream | undefined }) {
  const [state, setState] = useState<'rest' | 'recording' | 'playing'>('rest')
  const record = (): void => {
    if (stream === undefined) return
    const parts: Blob[] = []
    const recorder = new MediaRecorder(stream)
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => void play(new Blob(parts), () => setState('rest'))
    setState('recording')
    recorder.start()
    setTimeout(() => {
      recorder.stop()
      setState('playing')
    }, RECORDING_MS)
  }
  return (
    <div class="row">
      <button disabled={state !== 'rest' || stream === undefined} onClick={record}>
        <Icon name="speaker" /> {t(`check.playback.${state}`)}
      </button>
    </div>
  )
}

async function play(sound: Blob, ended: () => void): Promise<void> {
  const url = URL.createObjectURL(sound)
  const element = new Audio(url)
  element.onended = () => {
    URL.revokeObjectURL(url)
    ended()
  }
  await useSpeaker(element)
  await element.play().catch(ended)
}

/** The microphone while the check is open, and whether a voice has been heard in it. */
function useMicrophone(microphoneId: string) {
  const [dbfs, setDbfs] = useState<number>()
  const [stream, setStream] = useState<MediaStream>()
  const [failure, setFailure] = useState('')
  const [wasHeard, setHeard] = useState(false)
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    let opened: MediaStream | undefined
    let stop: (() => void) | undefined
    openMicrophone().then(
      (next) => {
        opened = next
        if (!isOpen.current) return release(next)
        setStream(next)
        stop = watchLevel(next, (level) => {
          setDbfs(level)
          if (level > VOICE_DBFS) setHeard(true)
        })
      },
      () => setFailure(t('phone.refused')),
    )
    return () => {
      isOpen.current = false
      stop?.()
      if (opened !== undefined) release(opened)
    }
  }, [microphoneId])
  return { dbfs, wasHeard, stream, failure }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
