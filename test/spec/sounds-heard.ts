import { readFileSync } from 'node:fs'
import { learnPrompt } from '../../src/amd/fingerprint.ts'
import { createDetector } from '../../src/amd/detector.ts'
import { hearRecording, type Hearing } from '../../src/amd/recording.ts'
import type { MachineKind, Verdict } from '../../src/amd/verdict.ts'
import { readWav } from '../../src/amd/wav.ts'
import { sequence, silence, talk, tone, verdicts, voicemail } from '../amd/sounds.ts'

/** A recording of the lab: somebody, or a machine, who picks up. */
export function recorded(name: string): Int16Array {
  return sequence(readWav(readFileSync(`src/lab/audio/${name}.wav`)), silence(6_000))
}

const repeated = (times: number, ...parts: readonly Int16Array[]): Int16Array =>
  sequence(...Array.from({ length: times }, () => sequence(...parts)))

/** Three tones that tell of a number (ITU-T E.180; of a vacant code, Telcordia SR-2275). */
const information = (first: number): Int16Array =>
  sequence(
    silence(200),
    tone(first, [first === 380 ? 985 : 914]),
    tone(276, [1_371]),
    tone(380, [1_777]),
    silence(3_000),
  )

/** What is heard on a line, by what it is. */
export const SOUNDS = {
  voicemail: voicemail(),
  shortVoicemail: sequence(
    silence(300),
    talk(900),
    silence(1_500),
    tone(400, [1_200]),
    silence(1_000),
  ),
  fax: sequence(silence(500), tone(3_000, [2_100]), silence(3_000)),
  intercept: information(276),
  vacantCode: information(380),
  busy: repeated(8, tone(500, [480, 620]), silence(500)),
  congestion: repeated(14, tone(250, [480, 620]), silence(250)),
  ringback: repeated(2, tone(1_000, [425]), silence(4_000)),
  silence: silence(8_000),
  /** Somebody talks on, and the line breaks off in the middle. */
  brokenOff: sequence(silence(300), talk(2_600, 3), silence(400)),
} as const

/** What call analysis makes of a whole call, heard from its answer on. */
export function heardAs(sound: Int16Array): Hearing {
  return hearRecording(sound)
}

/** The same with an announcement that it knows by its sound. */
export function heardKnowing(machine: MachineKind, sound: Int16Array): Verdict {
  const prompt = learnPrompt(machine, machine, sound)
  if (prompt === undefined) throw new Error('too short to be learnt')
  return hearRecording(sound, { prompts: [prompt] }).verdict
}

/** What is heard before anybody answers. */
export function heardEarly(sound: Int16Array): Verdict[] {
  const detector = createDetector()
  const found = []
  for (let at = 0; at < sound.length; at += 160)
    found.push(...detector.push(sound.subarray(at, at + 160)))
  return verdicts(found)
}
