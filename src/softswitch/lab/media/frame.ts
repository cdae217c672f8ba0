/** Samples in one packet of 20 ms at 8 kHz. */
export const FRAME_SAMPLES = 160
/** Milliseconds in one packet. */
export const FRAME_MS = 20
