import { useEffect, useState } from 'preact/hooks'
import { createStore, useStore } from './live/store.ts'

/** What the page looks like; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark'

/** The look that was chosen. */
export const theme = createStore<Theme>(kept())

function kept(): Theme {
  const value = typeof localStorage === 'undefined' ? null : localStorage.getItem('theme')
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Shows the page so from here on, and the next time. */
export function chooseTheme(next: Theme): void {
  localStorage.setItem('theme', next)
  theme.set(next)
  applyTheme()
}

/** Puts the chosen look on the page. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.get()
}

/** What canvases are painted for: they are painted anew when the page becomes light or dark. */
export function useShade(): string {
  const chosen = useStore(theme, (value) => value)
  const [isDark, setDark] = useState(() => DARK.matches)
  useEffect(() => {
    const change = (): void => setDark(DARK.matches)
    DARK.addEventListener('change', change)
    return () => DARK.removeEventListener('change', change)
  }, [])
  return `${chosen} ${isDark ? 'dark' : 'light'}`
}

const DARK = matchMedia('(prefers-color-scheme: dark)')
