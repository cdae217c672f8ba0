import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { KEY_STYLES, shortcutOf, type KeyStyle } from './key-press.ts'
import { createStore, useStore } from '../live/store.ts'

/** How shortcuts are pressed on this machine. */
export const keyStyle = createStore<KeyStyle>(kept())

function kept(): KeyStyle {
  const value = typeof localStorage === 'undefined' ? null : localStorage.getItem('keys')
  return KEY_STYLES.find((style) => style === value) ?? 'letter'
}

/** Presses shortcuts so from here on, and the next time. */
export function chooseKeys(style: KeyStyle): void {
  localStorage.setItem('keys', style)
  keyStyle.set(style)
}

const handlers = new Map<string, () => void>()

/** Listens for shortcuts; returns what ends it. */
export function listenForShortcuts(): () => void {
  const pressed = (event: KeyboardEvent): void => {
    const letter = shortcutOf(
      {
        code: event.code,
        key: event.key,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        repeat: event.repeat,
        isTyping: isTyping(event.target),
      },
      keyStyle.get(),
    )
    const handler = letter === undefined ? undefined : handlers.get(letter)
    if (handler === undefined) return
    event.preventDefault()
    handler()
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('dialog') !== null || target.isContentEditable) return true
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Does something at a letter while the component is there. */
export function useShortcut(letter: string | undefined, handler: () => void): void {
  const latest = useRef(handler)
  latest.current = handler
  useLayoutEffect(() => {
    if (letter === undefined) return
    const mine = (): void => latest.current()
    handlers.set(letter, mine)
    return () => {
      if (handlers.get(letter) === mine) handlers.delete(letter)
    }
  }, [letter])
}

/** A button with its shortcut shown. */
export function KeyButton(props: {
  letter: string
  onPress: () => void
  children: ComponentChildren
  class?: string
  disabled?: boolean
  pressed?: boolean
  label?: string
}) {
  const style = useStore(keyStyle, (value) => value)
  useShortcut(props.disabled === true ? undefined : props.letter, props.onPress)
  const keys = style === 'letter' ? props.letter : `Alt+Shift+${props.letter}`
  return (
    <button
      type="button"
      class={`${props.class ?? ''} ${props.pressed === true ? 'pressed' : ''}`}
      disabled={props.disabled === true}
      onClick={props.onPress}
      aria-keyshortcuts={style === 'off' ? undefined : keys}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
    >
      {props.children}
      {style !== 'off' && (
        <kbd aria-hidden="true">{style === 'letter' ? props.letter : `⌥⇧${props.letter}`}</kbd>
      )}
    </button>
  )
}
