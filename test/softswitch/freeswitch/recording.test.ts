import { expect, it } from 'vitest'
import { recordingsIn } from '../../../src/softswitch/freeswitch/recording.ts'

it('finds the recordings among what is attached to a leg', () => {
  const bugs = `<media-bugs>
 <media-bug>
  <function>session_record</function>
  <target>/var/lib/ringfirst/recordings/one_two_1.wav</target>
  <thread-locked>0</thread-locked>
 </media-bug>
 <media-bug>
  <function>displace</function>
  <target>/prompts/comfort.wav</target>
  <thread-locked>0</thread-locked>
 </media-bug>
</media-bugs>`
  expect(recordingsIn(bugs)).toEqual(['one_two_1'])
  expect(recordingsIn('-ERR no such channel')).toEqual([])
})
