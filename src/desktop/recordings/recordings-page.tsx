import { useEffect, useState } from 'preact/hooks'
import type { Analysis, Recording, RecordingList } from '../../api/protocol.ts'
import { Chip } from '../controls/chip.tsx'
import { clockText, numberText } from '../controls/format.ts'
import { momentText } from '../controls/moment.ts'
import { Waveform, type WaveMark } from '../controls/waveform.tsx'
import { t, wordOf } from '../language/language.ts'
import { ask, failureText } from '../live/server.ts'
import { levelsOf } from './levels.ts'

/** Recorded calls, the newest first; each plays with its waveform and the moments of decision. */
export function RecordingsPage() {
  const [recordings, setRecordings] = useState<readonly Recording[]>()
  const [failure, setFailure] = useState('')
  const [openId, setOpenId] = useState<string>()
  useEffect(() => {
    void ask<RecordingList>('GET', '/v1/recordings').then(
      (list) => setRecordings(list.recordings),
      (thrown: unknown) => setFailure(failureText(thrown)),
    )
  }, [])
  return (
    <div class="stack">
      <div class="page-head">
        <h1>{t('tab.recordings')}</h1>
      </div>
      <section class="card" aria-label={t('tab.recordings')}>
        {failure !== '' && <p class="failure">{failure}</p>}
        {recordings?.length === 0 && <p class="empty">{t('recordings.none')}</p>}
        <ol class="recordings">
          {recordings?.map((recording) => (
            <RecordingRow
              key={recording.legId}
              recording={recording}
              isOpen={recording.legId === openId}
              onToggle={() => setOpenId(recording.legId === openId ? undefined : recording.legId)}
            />
          ))}
        </ol>
      </section>
    </div>
  )
}

function RecordingRow(props: { recording: Recording; isOpen: boolean; onToggle: () => void }) {
  const { recording } = props
  const { callback } = recording
  return (
    <li>
      <div class="recording-line">
        <span class="hush nowrap">{momentText(recording.startedAt)}</span>
        <span class="number">{numberText(callback.number)}</span>
        <span class="hush clip">{callback.customerName ?? ''}</span>
        <span class="hush small nowrap">{callback.queueId}</span>
        <span class="hush small">
          {callback.verdict === undefined ? '' : wordOf(callback.verdict)}
        </span>
        <span>
          <Chip name={callback.disposition ?? callback.state} />
        </span>
        <span class="hush right">{clockText(recording.durationMs)}</span>
        <button class="quiet" aria-expanded={props.isOpen} onClick={props.onToggle}>
          {t(props.isOpen ? 'recordings.close' : 'recordings.open')}
        </button>
      </div>
      {props.isOpen && <Player recording={recording} />}
    </li>
  )
}

function Player({ recording }: { recording: Recording }) {
  const path = `/v1/recordings/${recording.legId}`
  const [levels, setLevels] = useState<readonly number[]>([])
  const [marks, setMarks] = useState<readonly WaveMark[]>([])
  useEffect(() => {
    void levelsOf(path).then(setLevels, () => undefined)
    void ask<Analysis>('GET', `/v1/callbacks/${recording.callback.id}/analysis`).then(
      ({ legs }) => setMarks(legs.find(({ legId }) => legId === recording.legId)?.marks ?? []),
      () => undefined,
    )
  }, [path])
  return (
    <Waveform
      audioPath={path}
      durationMs={recording.durationMs}
      levelsDbfs={levels}
      marks={marks}
    />
  )
}
