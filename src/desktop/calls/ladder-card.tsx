import { useEffect, useState } from 'preact/hooks'
import type { Ladder, LadderMessage } from '../../api/protocol.ts'
import { t } from '../language/language.ts'
import { ask } from '../live/server.ts'
import { columnsOf, rungsOf, type Rung } from './ladder.ts'

const RUNG_PX = 30
const HEAD_PX = 34
const COLUMN_PX = 190

/** The SIP messages of every leg as a ladder; a click shows the message whole. */
export function LadderCard({ id, isOpen }: { id: string; isOpen: boolean }) {
  const [ladder, setLadder] = useState<Ladder>()
  const [chosen, setChosen] = useState<LadderMessage>()
  useEffect(() => {
    const read = (): void =>
      void ask<Ladder>('GET', `/v1/callbacks/${id}/ladder`).then(setLadder, () => undefined)
    read()
    if (!isOpen) return undefined
    const timer = setInterval(read, 2_000)
    return () => clearInterval(timer)
  }, [id, isOpen])
  const isEmpty = ladder === undefined || ladder.messages.length === 0
  return (
    <section class="card" aria-label={t('ladder.title')}>
      <div class="card-head">
        <h2>{t('ladder.title')}</h2>
        {!isEmpty && <p class="hush">{t('ladder.count', { count: ladder.messages.length })}</p>}
        <span class="end" />
        {!isEmpty && (
          <a class="small" href={`/v1/callbacks/${id}/ladder.pcap`} download={`${id}.pcap`}>
            {t('ladder.pcap')}
          </a>
        )}
      </div>
      {isEmpty && <p class="empty small">{t('ladder.none')}</p>}
      {!isEmpty && (
        <div class="ladder">
          <Rungs ladder={ladder} chosen={chosen} onChoose={setChosen} />
          <pre class="message" tabIndex={0} aria-label={t('ladder.message')}>
            {chosen?.message ?? t('ladder.choose')}
          </pre>
        </div>
      )}
      {!isEmpty && ladder.dropped > 0 && (
        <p class="hush small">{t('ladder.dropped', { count: ladder.dropped })}</p>
      )}
    </section>
  )
}

function Rungs(props: {
  ladder: Ladder
  chosen: LadderMessage | undefined
  onChoose: (message: LadderMessage) => void
}) {
  const columns = columnsOf(props.ladder)
  const rungs = rungsOf(props.ladder)
  const width = columns.length * COLUMN_PX
  const height = HEAD_PX + rungs.length * RUNG_PX + 8
  const x = (column: number): number => column * COLUMN_PX + COLUMN_PX / 2
  return (
    <div class="rungs">
      <div class="rungs-field" style={{ width: `${width + 70}px`, height: `${height}px` }}>
        {columns.map((name, i) => (
          <div class="rail" key={name} style={{ left: `${70 + x(i)}px` }}>
            <span>{name === '' ? 'Ringfirst' : name}</span>
          </div>
        ))}
        {rungs.map((rung, i) => (
          <RungButton
            key={i}
            rung={rung}
            top={HEAD_PX + i * RUNG_PX}
            left={70 + x(Math.min(rung.from, rung.to))}
            isChosen={rung.message === props.chosen}
            onChoose={() => props.onChoose(rung.message)}
          />
        ))}
      </div>
    </div>
  )
}

function RungButton(props: {
  rung: Rung
  top: number
  left: number
  isChosen: boolean
  onChoose: () => void
}) {
  const { rung } = props
  const width = Math.abs(rung.to - rung.from) * COLUMN_PX
  const tone =
    rung.status === undefined
      ? ''
      : rung.status >= 400
        ? 'bad'
        : rung.status >= 200
          ? 'good'
          : 'calm'
  return (
    <>
      <time class="rung-time hush" style={{ top: `${props.top + 6}px` }}>
        {rung.sinceText}
      </time>
      <button
        class={`rung ${rung.to > rung.from ? 'to-right' : 'to-left'} ${tone} ${props.isChosen ? 'pressed' : ''}`}
        style={{ top: `${props.top}px`, left: `${props.left}px`, width: `${width}px` }}
        aria-pressed={props.isChosen}
        onClick={props.onChoose}
      >
        <span class="clip">{rung.text}</span>
      </button>
    </>
  )
}
