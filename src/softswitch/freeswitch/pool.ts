import type { LegId } from '../../core/ids.ts'
import type { LegTable } from './leg-table.ts'
import { MediaServer, type MediaServerEvents } from './media-server.ts'
import type { MediaServerSettings } from './settings.ts'

/** The FreeSWITCH servers, and on which of them a leg is placed. */
export class MediaServerPool {
  readonly servers: readonly MediaServer[]

  constructor(settings: readonly MediaServerSettings[], events: MediaServerEvents) {
    this.servers = settings.map((each) => new MediaServer(each, events))
  }

  /**
   * Connects to all of them. Rejects where none can be used, with the first one's error; those
   * that are merely away are tried again for ever.
   */
  async start(): Promise<void> {
    const tries = await Promise.allSettled(this.servers.map((server) => server.connect()))
    if (this.servers.some((server) => server.up)) {
      for (const server of this.servers) if (!server.up) server.keepTrying()
      return
    }
    for (const tried of tries) if (tried.status === 'rejected') throw tried.reason
  }

  /**
   * Where a new leg goes: to the server that holds another leg of the same owner, so that the legs
   * of one call can be joined; else to the one with the fewest sessions. Undefined where none is up.
   */
  placeFor(legId: LegId, legs: LegTable): MediaServer | undefined {
    for (const { server } of legs.kinOf(legId)) if (server.up) return server
    return this.leastLoaded()
  }

  /** The server that is up, takes new calls and has the fewest sessions. */
  leastLoaded(): MediaServer | undefined {
    return this.servers
      .filter((server) => server.up && server.settings.draining !== true)
      .reduce<MediaServer | undefined>(
        (best, server) => (best === undefined || server.load < best.load ? server : best),
        undefined,
      )
  }

  stop(): void {
    for (const server of this.servers) server.stop()
  }
}
