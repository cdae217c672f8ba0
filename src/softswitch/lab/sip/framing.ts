const HEAD_END = Buffer.from('\r\n\r\n')
/** A head or body beyond this is not SIP; the connection is given up. */
const MOST_BYTES = 65_536

/**
 * Cuts a stream of bytes into SIP messages by their Content-Length. Keep-alives (bare line ends)
 * come out as such. Source: RFC 3261 section 18.3, RFC 5626 section 3.5.1.
 */
export class MessageFramer {
  #pending: Buffer = Buffer.alloc(0)

  /** The messages that this piece completes. Throws where the stream cannot be SIP. */
  take(piece: Buffer): readonly string[] {
    this.#pending = Buffer.concat([this.#pending, piece])
    const messages: string[] = []
    for (;;) {
      const message = this.#next()
      if (message === undefined) return messages
      messages.push(message)
    }
  }

  #next(): string | undefined {
    const blanks = this.#leadingBlanks()
    if (blanks >= HEAD_END.length && this.#pending.indexOf(HEAD_END) === 0) return this.#cut(4)
    if (blanks > 0 && this.#pending.length > blanks) this.#cut(blanks)
    const headEnd = this.#pending.indexOf(HEAD_END)
    if (headEnd < 0) return this.#tooLong(this.#pending.length)
    const head = this.#pending.toString('latin1', 0, headEnd)
    const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(head)?.[1]
    if (length === undefined) throw new Error('a SIP message on a stream needs a Content-Length')
    const end = headEnd + HEAD_END.length + Number(length)
    if (this.#pending.length < end) return this.#tooLong(end)
    return this.#cut(end)
  }

  #leadingBlanks(): number {
    let blanks = 0
    while (this.#pending[blanks] === 13 || this.#pending[blanks] === 10) blanks++
    return blanks
  }

  #cut(end: number): string {
    const text = this.#pending.toString('utf8', 0, end)
    this.#pending = this.#pending.subarray(end)
    return text
  }

  #tooLong(bytes: number): undefined {
    if (bytes > MOST_BYTES) throw new Error('a SIP message is longer than 64 KiB')
    return undefined
  }
}
