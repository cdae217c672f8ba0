import { useState } from 'preact/hooks'
import { signIn } from './connection.ts'

/** For a browser that has no session: the link that the terminal shows, or a token. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [token, setToken] = useState('')
  const [failure, setFailure] = useState('')
  return (
    <main class="sign-in">
      <section class="card">
        <h1>
          <img src="./icon.svg" alt="" width="32" height="32" />
          Ringfirst
        </h1>
        <p>
          <code>ringfirst open</code> opens this page signed in.
        </p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            signIn(token).then(onSignedIn, (thrown: unknown) =>
              setFailure(thrown instanceof Error ? thrown.message : String(thrown)),
            )
          }}
        >
          <label for="token">Or a token from tokens.json in the data folder</label>
          <input
            id="token"
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <button type="submit">Sign in</button>
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
