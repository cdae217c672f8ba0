import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { packageRoot } from '../../../src/package-root.ts'

/** What a scene answers: a value for JSON, a file, or a number for a status without a body. */
export type Answers = Readonly<Record<string, unknown>>

const DESKTOP = join(packageRoot(), 'dist/desktop')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The built pages behind made-up answers, for pictures and for loads that no lab could make. */
export class FakeRingfirst {
  readonly #server: Server
  readonly #streams = new Set<ServerResponse>()
  #isCut = false
  /** Orders that were posted: `POST /v1/agents/bob/hold`, with their bodies. */
  readonly orders: { readonly order: string; readonly body: unknown }[] = []
  /** By `GET /v1/…` without the query. What is missing is answered with 404. */
  answers: Answers = {}
  /** What a stream is told at once: event names with their data. */
  greeting: readonly (readonly [event: string, data: unknown])[] = []

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  /** Listens on a free port of loopback; resolves to its address. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Cuts every stream, and answers nothing for as long as it is cut. */
  cut(isCut: boolean): void {
    this.#isCut = isCut
    if (isCut) this.#server.closeAllConnections()
  }

  /** Tells every stream. */
  tell(event: string, data: unknown): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    for (const stream of this.#streams) stream.write(text)
  }

  close(): void {
    for (const stream of this.#streams) stream.end()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isCut) return void request.socket.destroy()
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path === '/v1/events') return this.#follow(response)
    if (!path.startsWith('/v1/')) return sendFile(path === '/' ? '/index.html' : path, response)
    const answer = this.answers[`${request.method} ${path}`]
    if (request.method !== 'GET') void this.#keep(request, path)
    if (answer instanceof Buffer) return void response.end(answer)
    if (typeof answer === 'number') return void response.writeHead(answer).end()
    if (answer === undefined && request.method !== 'GET') return void response.writeHead(204).end()
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { error: { code: 'not-found', message: `no ${path}` } }))
  }

  async #keep(request: IncomingMessage, path: string): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    this.orders.push({ order: `${request.method} ${path}`, body })
  }

  #follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    this.#streams.add(response)
    response.once('close', () => this.#streams.delete(response))
    for (const [event, data] of this.greeting) {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
  }
}

function sendFile(path: string, response: ServerResponse): void {
  try {
    const body = readFileSync(join(DESKTOP, path))
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
}
