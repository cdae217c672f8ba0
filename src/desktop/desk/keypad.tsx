import { useLayoutEffect, useState } from 'preact/hooks'
import { t } from '../language/language.ts'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** The keys of a telephone; while it is open, digits that are typed are pressed as well. */
export function Keypad(props: { onDigit: (digit: string) => void; onClose: () => void }) {
  const [pressed, setPressed] = useState('')
  const press = (digit: string): void => {
    setPressed((before) => (before + digit).slice(-24))
    props.onDigit(digit)
  }
  useLayoutEffect(() => {
    const typed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') return props.onClose()
      const isField =
        event.target instanceof HTMLElement && /INPUT|TEXTAREA/.test(event.target.tagName)
      if (!isField && KEYS.includes(event.key)) press(event.key)
    }
    addEventListener('keydown', typed)
    return () => removeEventListener('keydown', typed)
  }, [])
  return (
    <div class="keypad" role="group" aria-label={t('controls.keypad')}>
      <output class="mono" aria-live="polite">
        {pressed === '' ? t('controls.typeDigits') : pressed}
      </output>
      {KEYS.map((key) => (
        <button key={key} onClick={() => press(key)}>
          {key}
        </button>
      ))}
    </div>
  )
}
