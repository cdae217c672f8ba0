import { useEffect, useState } from 'preact/hooks'
import type { SignInWays } from '../api/protocol.ts'
import { t } from './language/language.ts'
import { signIn } from './live/session.ts'

/** Asks for a token, or leads to the issuer of identities; the session then lives in a cookie. */
export function SignIn() {
  const [token, setToken] = useState('')
  const [failure, setFailure] = useState('')
  const ways = useWays()
  const submit = async (): Promise<void> => {
    const known = await signIn(token).catch(() => undefined)
    if (known === undefined) setFailure(t('signIn.unreachable'))
    if (known === false) setFailure(t('signIn.unknown'))
  }
  return (
    <main class="sign-in">
      <section class="card">
        <h1 class="brand">
          <img src="./icon.svg" alt="" width="32" height="32" />
          Ringfirst
        </h1>
        {ways?.oidc !== undefined && (
          <a class="button primary" href={ways.oidc.path}>
            {t('signIn.with', { name: ways.oidc.name })}
          </a>
        )}
        <p class="hush small">
          {t('signIn.link')} <code>ringfirst open</code>
        </p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <div class="field">
            <label for="token">{t('signIn.token')}</label>
            <input
              id="token"
              type="password"
              autocomplete="off"
              value={token}
              onInput={(event) => setToken(event.currentTarget.value)}
            />
          </div>
          <button class="primary" type="submit">
            {t('signIn.submit')}
          </button>
        </form>
        {failure !== '' && (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
      </section>
    </main>
  )
}

function useWays(): SignInWays | undefined {
  const [ways, setWays] = useState<SignInWays>()
  useEffect(() => {
    void fetch('/v1/sign-in')
      .then((response) => (response.ok ? (response.json() as Promise<SignInWays>) : undefined))
      .then(setWays, () => undefined)
  }, [])
  return ways
}
