import { useState } from 'preact/hooks'
import { Segments } from './controls/segments.tsx'
import { Icon } from './controls/icon.tsx'
import { KEY_STYLES, type KeyStyle } from './controls/key-press.ts'
import { chooseKeys, keyStyle } from './controls/shortcut.tsx'
import { chooseLanguage, language, LANGUAGES, t, type LanguageCode } from './language/language.ts'
import { signOut } from './live/session.ts'
import { useStore } from './live/store.ts'
import { chooseTheme, theme, type Theme } from './theme.ts'

/** Light or dark, language, shortcut keys, and the way out. */
export function Preferences({ name }: { name: string }) {
  const [isOpen, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <div
      class="menu"
      onKeyDown={(event) => event.key === 'Escape' && close()}
      onFocusOut={(event) => {
        const next = event.relatedTarget
        if (next instanceof Node && !event.currentTarget.contains(next)) close()
      }}
    >
      <button
        class="quiet"
        aria-expanded={isOpen}
        aria-label={t('preferences.open', { name })}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="person" /> {name}
      </button>
      {isOpen && <Sheet />}
    </div>
  )
}

function Sheet() {
  const code = useStore(language, (value) => value)
  const shade = useStore(theme, (value) => value)
  const keys = useStore(keyStyle, (value) => value)
  return (
    <div class="menu-sheet">
      <Segments<Theme>
        label={t('preferences.theme')}
        value={shade}
        choices={[
          ['system', t('preferences.system')],
          ['light', t('preferences.light')],
          ['dark', t('preferences.dark')],
        ]}
        onChoose={chooseTheme}
      />
      <Segments<LanguageCode>
        label={t('preferences.language')}
        value={code}
        choices={Object.entries(LANGUAGES).map(([each, { name }]) => [each as LanguageCode, name])}
        onChoose={chooseLanguage}
      />
      <Segments<KeyStyle>
        label={t('preferences.keys')}
        value={keys}
        choices={KEY_STYLES.map((style) => [style, t(`preferences.keys.${style}`)])}
        onChoose={chooseKeys}
      />
      <button onClick={() => void signOut()}>{t('preferences.signOut')}</button>
    </div>
  )
}
