/** The part of modesl 1.2.1 that is used; the package ships no types. */
declare module 'modesl' {
  import type { Socket } from 'node:net'

  interface EslEvent {
    readonly headers: readonly { readonly name: string; readonly value: unknown }[]
    readonly body: string
    getHeader(name: string): string | null | undefined
  }

  interface Connection {
    /** What it subscribes to by itself right after it was let in. */
    reqEvents: string[]
    socket: Socket | null
    on(event: 'error', handler: (error: Error) => void): this
    on(event: string, handler: (event: EslEvent) => void): this
    sendRecv(
      command: string,
      headers: Readonly<Record<string, string>> | null,
      handler: (reply: EslEvent) => void,
    ): void
    api(command: string, args: string, handler: (reply: EslEvent) => void): void
  }

  const modesl: {
    readonly Connection: new (host: string, port: number, password: string) => Connection
  }
  export = modesl
}
