import { useEffect, useState } from 'preact/hooks'
import type { Board, SessionResource } from '../api/protocol.ts'
import { BoardPage } from './board/board-page.tsx'
import { CallPage } from './calls/call-page.tsx'
import { CallsPage } from './calls/calls-page.tsx'
import { HealthPage } from './calls/health-page.tsx'
import { CallbacksPage } from './callbacks/callbacks-page.tsx'
import { DeskPage } from './desk/desk-page.tsx'
import { Header } from './header.tsx'
import { LabPage } from './lab/lab-page.tsx'
import { language, t } from './language/language.ts'
import { board, connection, follow } from './live/connection.ts'
import { useRoute, type Route } from './live/route.ts'
import { readSession, session } from './live/session.ts'
import { useStore } from './live/store.ts'
import { pageAt, pagesOf, seatOf, type Page } from './pages.ts'
import { RecordingsPage } from './recordings/recordings-page.tsx'
import { SignIn } from './sign-in.tsx'
import { stopPhone } from './softphone/phone.ts'

/** Whoever is signed in sees the pages of their role; nobody else sees any. */
export function App() {
  const code = useStore(language, (value) => value)
  const who = useStore(session, (value) => value)
  const state = useStore(connection, (value) => value)
  useEffect(() => {
    document.documentElement.lang = code
  }, [code])
  useEffect(() => {
    if (state === 'signed-out') session.set('nobody')
  }, [state])
  useEffect(() => void readSession(), [])
  useEffect(() => {
    if (who === 'nobody') void stopPhone()
  }, [who])
  if (who === 'nobody') return <SignIn key={code} />
  if (who === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return <Pages key={code} who={who} />
}

function Pages({ who }: { who: SessionResource }) {
  const route = useRoute()
  const isLab = useIsLab()
  const seat = seatOf(who, route)
  const pages = isLab === undefined ? [] : pagesOf(who, isLab, seat)
  const page = pageAt(route.page, pages)
  useEffect(() => {
    if (page === undefined) return
    return follow([...page.include, ...(seat === undefined ? [] : [`desk:${seat}`])])
  }, [page, seat])
  if (page === undefined) return <p class="connecting">{t('frame.connecting')}</p>
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        {t('frame.skip')}
      </a>
      <Header who={who} pages={pages} page={page} />
      <main class="page" id="main" tabIndex={-1}>
        <PageBody page={page} route={route} />
      </main>
    </>
  )
}

function skipToMain(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function PageBody({ page, route }: { page: Page; route: Route }) {
  switch (page.name) {
    case 'lab':
      return <LabPage />
    case 'desk':
      return <DeskPage />
    case 'board':
      return <BoardPage />
    case 'callbacks':
      return <CallbacksPage />
    case 'recordings':
      return <RecordingsPage />
    case 'calls':
      return route.rest === '' ? <CallsPage /> : <CallPage key={route.rest} id={route.rest} />
    case 'health':
      return <HealthPage />
  }
}

/** Whether scripted customers run here; undefined until it is known. */
function useIsLab(): boolean | undefined {
  const [isLab, setIsLab] = useState<boolean>()
  useEffect(() => {
    void fetch('/v1/board')
      .then((response) => response.json() as Promise<Board>)
      .then((first) => {
        board.set(first)
        setIsLab(first.labNumbers.length > 0)
      })
      .catch(() => setIsLab(false))
  }, [])
  return isLab
}
