import type { SessionResource } from '../api/protocol.ts'
import { t } from './language/language.ts'
import { problemSentence } from './language/sentences.ts'
import { board, connection, live } from './live/connection.ts'
import { linkTo } from './live/route.ts'
import { useStore } from './live/store.ts'
import type { Page } from './pages.ts'
import { Preferences } from './preferences.tsx'
import { PhoneStrip } from './softphone/phone-strip.tsx'

/** Name, pages, the phone, whoever is signed in; under it whatever is wrong, in words. */
export function Header(props: { who: SessionResource; pages: readonly Page[]; page: Page }) {
  return (
    <header class="top">
      <div class="top-line">
        <a class="brand" href={linkTo(props.pages[0]?.name ?? '')}>
          <img src="./icon.svg" alt="" width="26" height="26" />
          Ringfirst
        </a>
        <nav class="tabs" aria-label={t('frame.pages')}>
          {props.pages.map((page) => (
            <a
              key={page.name}
              href={linkTo(page.name)}
              {...(page === props.page ? { 'aria-current': 'page' as const } : {})}
            >
              {t(page.title)}
            </a>
          ))}
        </nav>
        <div class="top-end">
          {props.page.name !== 'desk' && <PhoneStrip />}
          <Health />
          <Preferences name={props.who.name} />
        </div>
      </div>
      <Banners />
    </header>
  )
}

function Health() {
  const state = useStore(connection, (value) => value)
  const problems = useProblems()
  const isLive = state === 'live'
  const tone = !isLive ? 'bad' : problems.length > 0 ? 'warn' : 'good'
  const text = !isLive
    ? t('frame.lost')
    : problems.length > 0
      ? t('frame.trouble')
      : t('frame.well')
  return (
    <p class={`chip ${tone}`} role="status">
      <span class="dot" />
      {text}
    </p>
  )
}

function Banners() {
  const state = useStore(connection, (value) => value)
  const problems = useProblems()
  if (state === 'lost') {
    return (
      <p class="banner" role="alert">
        {t('frame.lostLong')}
      </p>
    )
  }
  return (
    <>
      {problems.map((problem) => (
        <p class="banner warn" role="alert" key={problem}>
          {problemSentence(problem)}
        </p>
      ))}
    </>
  )
}

/** What is wrong, as the server says it on whichever part of the stream is read. */
function useProblems(): readonly string[] {
  const ofLive = useStore(live, (value) => value?.problems)
  const ofBoard = useStore(board, (value) => value?.health.problems.join('\n'))
  return ofLive ?? (ofBoard === undefined || ofBoard === '' ? NONE : ofBoard.split('\n'))
}

const NONE: readonly string[] = []
