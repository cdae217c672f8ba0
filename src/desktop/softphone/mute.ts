/** What a phone sends: its microphone, where it has one. As `RTCRtpSender` is. */
interface Sender {
  readonly track: { enabled: boolean } | null
}

/** A muted phone sends silence, and goes on sending: the far end and the switch are told nothing. */
export function muteSenders(senders: readonly Sender[], muted: boolean): void {
  for (const { track } of senders) if (track !== null) track.enabled = !muted
}
