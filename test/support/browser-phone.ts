import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Why there can be no browser phone here; undefined where there can. */
export function whyNoBrowser(): string | undefined {
  return existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}`
}

/** What the phone registers with, and what it says. */
export interface BrowserPhoneSettings {
  readonly server: string
  readonly realm: string
  readonly username: string
  readonly password: string
  readonly toneHz: number
  /** Of a server that speaks TLS: this certificate is trusted, though nobody signed it. */
  readonly certificateFile?: string
}

/** A softphone in a headless Chromium: real WebSocket, ICE, DTLS-SRTP. */
export class BrowserPhone {
  readonly #web: Server
  readonly #browser: Browser
  readonly #page: Page

  private constructor(web: Server, browser: Browser, page: Page) {
    this.#web = web
    this.#browser = browser
    this.#page = page
  }

  /** The phone has registered. */
  static async open({ certificateFile, ...settings }: BrowserPhoneSettings): Promise<BrowserPhone> {
    const web = await servePage()
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        ...(certificateFile === undefined ? [] : [trustIn(certificateFile)]),
      ],
    })
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(web.address() as AddressInfo).port}/`)
    const phone = new BrowserPhone(web, browser, page)
    await phone.#call('startPhone', settings)
    return phone
  }

  /** The share of what it hears that lies at a frequency, 0 to 1. */
  shareAt(hz: number): Promise<number> {
    return this.#call('shareAt', hz) as Promise<number>
  }

  state(): Promise<string> {
    return this.#call('callState') as Promise<string>
  }

  async hangUp(): Promise<void> {
    await this.#call('hangUp')
  }

  async close(): Promise<void> {
    await this.#browser.close()
    this.#web.close()
  }

  #call(name: string, argument?: unknown): Promise<unknown> {
    return this.#page.evaluate(
      ([method, given]) => {
        const methods = globalThis as unknown as Record<string, (given: unknown) => unknown>
        return methods[method as string]?.(given)
      },
      [name, argument],
    )
  }
}

/** Trust in one certificate, by the hash of its key. */
function trustIn(file: string): string {
  const key = new X509Certificate(readFileSync(file)).publicKey.export({
    type: 'spki',
    format: 'der',
  })
  const hash = createHash('sha256').update(key).digest('base64')
  return `--ignore-certificate-errors-spki-list=${hash}`
}

async function servePage(): Promise<Server> {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, 'browser-page.js')],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  })
  const script = bundle.outputFiles[0]?.text ?? ''
  const web = createServer((request, response) => {
    const isScript = request.url === '/phone.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><script src="/phone.js"></script>')
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  return web
}
