import { useEffect, useRef, useState } from 'preact/hooks'
import type { Desk, DeskContact } from '../../api/protocol.ts'
import { Clock } from '../controls/clock.tsx'
import { KeyButton, useShortcut } from '../controls/shortcut.tsx'
import { t } from '../language/language.ts'
import { codesFound, type Code } from './codes.ts'
import type { Orders } from './orders.ts'
import { Reschedule } from './reschedule.tsx'

interface WrapUpProps {
  readonly contact: DeskContact
  readonly desk: Desk
  readonly orders: Orders
  /** The call is over, for this agent. */
  readonly isOver: boolean
}

/** A code by typing a part of its name, a note, and the end of the work; or another time. */
export function WrapUp(props: WrapUpProps) {
  const { contact, desk, orders, isOver } = props
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [note, setNote] = useState('')
  const [isRescheduling, setRescheduling] = useState(false)
  const canComplete = isOver && chosen.length > 0
  const complete = (): void => {
    if (!canComplete) return
    void orders.wrapUp({
      callbackId: contact.callbackId,
      codes: chosen,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    })
  }
  return (
    <section
      class={`card wrap-up ${isOver ? 'due' : ''}`}
      aria-label={t('wrapUp.title')}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) complete()
      }}
    >
      <div class="card-head">
        <h2>{t('wrapUp.title')}</h2>
        {desk.acw?.endsAt !== undefined && (
          <p class="hush">
            {t('desk.acwEnds')} <Clock untilMs={Date.parse(desk.acw.endsAt)} />
          </p>
        )}
        <span class="end" />
        <KeyButton
          letter="R"
          pressed={isRescheduling}
          onPress={() => setRescheduling(!isRescheduling)}
        >
          {t('wrapUp.reschedule')}
        </KeyButton>
      </div>
      {isRescheduling && (
        <Reschedule contact={contact} orders={orders} onDone={() => setRescheduling(false)} />
      )}
      <CodeSearch
        codes={contact.wrapUpCodes}
        chosen={chosen}
        isDue={isOver}
        onChoose={(code) =>
          setChosen(
            chosen.includes(code) ? chosen.filter((each) => each !== code) : [...chosen, code],
          )
        }
      />
      <Foot note={note} canComplete={canComplete} onNote={setNote} onComplete={complete} />
    </section>
  )
}

function Foot(props: {
  note: string
  canComplete: boolean
  onNote: (note: string) => void
  onComplete: () => void
}) {
  return (
    <div class="wrap-up-foot">
      <textarea
        aria-label={t('wrapUp.note')}
        placeholder={t('wrapUp.note')}
        value={props.note}
        maxLength={2_000}
        onInput={(event) => props.onNote(event.currentTarget.value)}
      />
      <button
        class="primary big"
        disabled={!props.canComplete}
        aria-keyshortcuts="Control+Enter"
        onClick={props.onComplete}
      >
        {t('wrapUp.complete')} <kbd aria-hidden="true">Ctrl ↵</kbd>
      </button>
    </div>
  )
}

function CodeSearch(props: {
  codes: readonly Code[]
  chosen: readonly string[]
  isDue: boolean
  onChoose: (code: string) => void
}) {
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const found = codesFound(props.codes, search)
  useShortcut('W', () => field.current?.focus())
  useEffect(() => {
    if (props.isDue) field.current?.focus()
  }, [props.isDue])
  return (
    <div class="codes">
      <input
        ref={field}
        type="search"
        value={search}
        placeholder={t('wrapUp.search')}
        aria-label={t('wrapUp.search')}
        onInput={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || first === undefined) return
          event.preventDefault()
          props.onChoose(first.code)
          setSearch('')
        }}
      />
      <div class="code-list" role="group" aria-label={t('wrapUp.codes')}>
        {found.map(({ code, name }) => (
          <button
            key={code}
            aria-pressed={props.chosen.includes(code)}
            class={props.chosen.includes(code) ? 'pressed' : ''}
            onClick={() => props.onChoose(code)}
          >
            {name}
          </button>
        ))}
        {found.length === 0 && <p class="hush small">{t('wrapUp.noCode')}</p>}
      </div>
    </div>
  )
}
