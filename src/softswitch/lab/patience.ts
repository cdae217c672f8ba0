const SLICES = 10

/**
 * Runs the handler after so much time in which this process was awake; returns what calls it off.
 * Time that the process spent stopped or starved does not count against a far end whose answer
 * may be lying unread in a socket.
 */
export function afterAwake(ms: number, handler: () => void): () => void {
  let slices = SLICES
  let timer: NodeJS.Timeout
  const wait = (): void => {
    slices -= 1
    timer = setTimeout(slices > 0 ? wait : handler, ms / SLICES)
  }
  wait()
  return () => clearTimeout(timer)
}
