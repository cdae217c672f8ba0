/** The audio of one leg, however it travels: bare RTP to trunks and desk phones, DTLS-SRTP to browsers. */
export interface AudioPath {
  /** Our description as an offer, or again as it stands. */
  offer(): string
  /**
   * Takes a far end's description and returns ours; undefined where nothing is common, and what
   * was agreed goes on standing.
   */
  accept(sdp: string): string | undefined
  readonly agreed: boolean
  /** Whether a far end's audio is expected at all: agreed and not on hold. */
  readonly expectsAudio: boolean
  /** When the last packet came, in milliseconds of `performance.now()`. */
  readonly lastPacketAt: number | undefined
  /** The far end's frame that is due; undefined where none came, or, at a late tick, was read yet. */
  take(late?: boolean): Int16Array | undefined
  /** How many samples have been found to be missing, before the frame that was taken last. */
  takeMissing(): number
  /** All that came and was not taken yet, when no more will be. */
  rest(): Iterable<Int16Array>
  /** Sends one frame; silence where there is nothing to say; a digit's packets go before both. */
  send(frame: Int16Array | undefined): void
  /** Queues digits to be sent as telephone events. False where the far end takes none. */
  sendDigits(digits: string): boolean
  close(): void
}
