import type { Ask } from './core/state/effects.ts'
import type { Answered } from './core/state/events.ts'
import { readNumber } from './api/telephone.ts'

const ANSWER_CHARS_MOST = 16_384
const ANSWER_FIELDS = 50
const ANSWER_CHARS = 256

/**
 * Asks what flows ask outside, and tells what came of it; it never throws and never stays silent.
 * No host but those of the list is ever asked.
 */
export function createQuestions(
  httpHosts: readonly string[],
  answer: (event: Answered) => void,
): (ask: Ask) => void {
  return (ask) => {
    const { callbackId, question, about } = ask
    const tell = (rest: Pick<Answered, 'ok' | 'data' | 'status'>): void =>
      answer({ kind: 'Answered', callbackId, question, ...rest })
    if (about.kind === 'phone-number') {
      const read = readNumber(about.text, about.country)
      return tell(read.ok ? { ok: true, data: { number: read.number } } : { ok: false, data: {} })
    }
    if (!httpHosts.includes(new URL(about.url).host)) return tell({ ok: false, data: {} })
    const idempotencyKey = `${callbackId}/${question}`
    askHttp(about, idempotencyKey).then(tell, () => tell({ ok: false, data: {} }))
  }
}

/**
 * Posts what the flow knows as JSON and takes an object of texts, numbers and truths as the answer.
 * Redirections are not followed: they could lead to a host that may not be asked.
 */
async function askHttp(
  about: Extract<Ask['about'], { kind: 'http' }>,
  idempotencyKey: string,
): Promise<Pick<Answered, 'ok' | 'data' | 'status'>> {
  const response = await fetch(about.url, {
    method: 'POST',
    redirect: 'error',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
    body: JSON.stringify({ number: about.number, data: about.data }),
    signal: AbortSignal.timeout(about.timeoutMs),
  })
  const { status } = response
  const text = await textOf(response)
  const data = response.ok && text !== undefined ? textsOf(text) : undefined
  return data === undefined ? { ok: false, status, data: {} } : { ok: true, status, data }
}

/** The whole answer; undefined where it is longer than an answer may be: the rest is not read. */
async function textOf(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true })
    if (text.length > ANSWER_CHARS_MOST) return undefined
  }
  return text + decoder.decode()
}

/**
 * The fields of a JSON object that a flow can decide by; anything else in it is left out. Nothing
 * at all is an answer too; what is no JSON object is none.
 */
function textsOf(text: string): Readonly<Record<string, string>> | undefined {
  if (text.trim() === '') return {}
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const fields = Object.entries(body).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? [[name, String(value).slice(0, ANSWER_CHARS)] as const]
      : [],
  )
  return Object.fromEntries(fields.slice(0, ANSWER_FIELDS))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
