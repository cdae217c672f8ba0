import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { toneWav } from './tone-wav.ts'

/** Where Debian's Chromium is. */
export const CHROMIUM = '/usr/bin/chromium'

const TONE_MS = 4_000
/** No page has more controls that the Tab key stops at. */
const MOST_STOPS = 120

/** A person at a browser whose microphone hears a steady tone. */
export class BrowserSeat {
  /** The page that the person has in front of them; another one after a crash. */
  page: Page
  /** What their microphone hears. */
  readonly toneHz: number
  readonly #browser: Browser
  readonly #folder: string

  private constructor(toneHz: number, page: Page, browser: Browser, folder: string) {
    this.toneHz = toneHz
    this.page = page
    this.#browser = browser
    this.#folder = folder
  }

  /** Opens a browser that nobody is signed in with. */
  static async open(toneHz: number): Promise<BrowserSeat> {
    const folder = mkdtempSync(join(tmpdir(), 'rf-seat-'))
    const microphone = join(folder, 'tone.wav')
    writeFileSync(microphone, toneWav(toneHz, TONE_MS))
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${microphone}`,
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
      ],
    })
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
    context.setDefaultTimeout(10_000)
    await context.addInitScript(PREPARE)
    return new BrowserSeat(toneHz, await context.newPage(), browser, folder)
  }

  /** Signs in on the page with a token, by keyboard. */
  async signIn(url: string, token: string): Promise<void> {
    await this.page.goto(url)
    await this.tabTo(this.page.getByLabel('Token'))
    await this.page.keyboard.insertText(token)
    await this.page.keyboard.press('Enter')
  }

  /** The button is there and may be pressed: what its key does, it does. */
  async press(button: string, key: string): Promise<void> {
    await this.page.getByRole('button', { name: button, disabled: false }).first().waitFor()
    await this.page.keyboard.press(key)
  }

  /** Goes from control to control, as the Tab key does, until this one has the focus. */
  async tabTo(control: Locator): Promise<void> {
    await control.waitFor()
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if (await control.evaluate((element) => element === element.ownerDocument.activeElement))
        return
      await this.page.keyboard.press('Tab')
    }
    throw new Error(`the Tab key does not lead to ${String(control)}`)
  }

  /** Goes to a control by the Tab key and presses Enter. */
  async enter(control: Locator): Promise<void> {
    await this.tabTo(control)
    await this.page.keyboard.press('Enter')
  }

  /** The share of what the phone plays that lies at a frequency, 0 to 1; 0 in silence. */
  async hears(hz: number): Promise<number> {
    return (await this.page.evaluate(`window.shareHeard(${hz})`)) as number
  }

  /** How loud what the phone plays is, 0 to 1. */
  async loudness(): Promise<number> {
    return (await this.page.evaluate('window.loudnessHeard()')) as number
  }

  /** The tab dies without a word, and the person opens another: the browser still knows them. */
  async crashTab(url: string): Promise<void> {
    const dead = this.page
    const hasCrashed = dead.waitForEvent('crash')
    await Promise.race([dead.goto('chrome://crash').catch(() => undefined), hasCrashed])
    await hasCrashed
    this.page = await dead.context().newPage()
    await this.page.goto(url)
  }

  /** Stops every process of the browser, as a machine that sleeps does; returns what wakes it. */
  suspend(): () => void {
    const pids = processesOf(this.#folder)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    return () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'))
  }

  async close(): Promise<void> {
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The browser that was started with this folder, and all its children. */
function processesOf(folder: string): readonly number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const root = all.find((pid) => read(pid, 'cmdline').includes(folder) && !isChild(pid))
  if (root === undefined) throw new Error('the browser is not among the processes')
  const found = [root]
  for (const pid of found) found.push(...all.filter((each) => parentOf(each) === pid))
  return found
}

/** Processes that Chromium starts have a type on their command line; the first has none. */
function isChild(pid: number): boolean {
  return read(pid, 'cmdline').includes('--type=')
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(read(pid, 'status'))?.[1])
}

/** Of a process that has just ended: nothing. */
function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return ''
  }
}

/** Notes what the page plays, and lets the tone through: noise suppression eats steady tones. */
const PREPARE = `
  localStorage.setItem('devices', JSON.stringify({ voiceTreatment: false }))
  const play = HTMLMediaElement.prototype.play
  let analyser
  HTMLMediaElement.prototype.play = function () {
    if (this.srcObject) {
      const context = new AudioContext()
      analyser = context.createAnalyser()
      analyser.fftSize = 8192
      context.createMediaStreamSource(this.srcObject).connect(analyser)
    }
    return play.call(this)
  }
  const samplesOf = () => {
    if (!analyser) return []
    const samples = new Float32Array(analyser.fftSize)
    analyser.getFloatTimeDomainData(samples)
    return samples
  }
  window.loudnessHeard = () => {
    const samples = samplesOf()
    return samples.length ? Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length) : 0
  }
  window.shareHeard = (hz) => {
    const samples = samplesOf()
    let [total, real, imaginary] = [0, 0, 0]
    samples.forEach((sample, i) => {
      const angle = (2 * Math.PI * hz * i) / analyser.context.sampleRate
      total += sample * sample
      real += sample * Math.cos(angle)
      imaginary += sample * Math.sin(angle)
    })
    if (samples.length === 0 || total < samples.length * 1e-5) return 0
    return (2 * (real * real + imaginary * imaginary)) / (samples.length * total)
  }`
