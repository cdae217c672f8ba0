import { useState } from 'preact/hooks'
import { numberText } from '../controls/format.ts'
import { may } from '../live/session.ts'
import { t } from '../language/language.ts'
import { reveal } from './orders.ts'
import { failureText } from '../live/server.ts'
import { Icon } from '../controls/icon.tsx'

/** A masked number; who may, sees it in full, and it is on record that they did. */
export function RevealedNumber({ id, masked }: { id: string; masked: string }) {
  const [full, setFull] = useState<string>()
  const [failure, setFailure] = useState('')
  const isMasked = /[^+\d]/.test(masked)
  return (
    <span class="number row">
      {numberText(full ?? masked)}
      {isMasked && full === undefined && may('reveal') && (
        <button
          class="quiet"
          aria-label={t('callbacks.reveal', { number: masked })}
          title={failure === '' ? t('callbacks.revealHint') : failure}
          onClick={() =>
            void reveal(id).then(
              ({ number }) => setFull(number),
              (thrown: unknown) => setFailure(failureText(thrown)),
            )
          }
        >
          <Icon name="eye" size={15} />
        </button>
      )}
    </span>
  )
}
