import type { Right } from './protocol.ts'

type Json = Readonly<Record<string, unknown>>

/** One operation: its method and path, the right it needs, what it does, its body, its answer. */
type Row = readonly [
  method: 'get' | 'post' | 'patch' | 'delete',
  path: string,
  right: Right | 'nobody',
  summary: string,
  body?: string | undefined,
  answer?: string,
]

/** What the desktop asks beside bookings, in one table. */
const ROWS: readonly Row[] = [
  ['post', '/v1/agents/{id}/phone', 'act', 'Choose the phone that rings', 'PhoneRequest'],
  ['get', '/v1/agents/{id}/phone', 'act', 'What a browser registers with', undefined, 'Account'],
  ['get', '/v1/agents/{id}/desk', 'act', 'All that an agent needs to work', undefined, 'Desk'],
  ['post', '/v1/agents/{id}/hold', 'act', 'Put the customer on hold'],
  ['post', '/v1/agents/{id}/resume', 'act', 'Take the customer back'],
  ['post', '/v1/agents/{id}/digits', 'act', 'Send keys', 'DigitsRequest'],
  ['post', '/v1/agents/{id}/transfer', 'act', 'Pass the customer on', 'TransferRequest'],
  ['post', '/v1/agents/{id}/consult', 'act', 'Ask a third party', 'TransferRequest'],
  ['post', '/v1/agents/{id}/consult/complete', 'act', 'Hand the customer to the third party'],
  ['post', '/v1/agents/{id}/consult/cancel', 'act', 'Let the third party go'],
  ['post', '/v1/agents/{id}/consult/conference', 'act', 'Talk, all three'],
  ['post', '/v1/agents/{id}/leave', 'act', 'Leave a conference, which goes on'],
  ['get', '/v1/directory', 'act', 'Whom and what one can transfer to', undefined, 'Directory'],
  ['get', '/v1/live', 'read', 'The live board, whole', undefined, 'Board'],
  ['patch', '/v1/callbacks/{id}', 'steer', 'Change a callback that waits', 'EditRequest', 'It'],
  ['post', '/v1/callbacks/{id}/reveal', 'reveal', 'See a number in full', undefined, 'Number'],
  ['get', '/v1/callbacks/{id}/history', 'read', 'What the number had before', undefined, 'List'],
  ['post', '/v1/callbacks/{id}/watch', 'watch', 'Listen, whisper or barge', 'WatchRequest'],
  ['delete', '/v1/callbacks/{id}/watch', 'watch', 'Stop watching'],
  [
    'post',
    '/v1/imports',
    'import',
    'Book a list as text/csv; dry unless dryRun=false',
    'csv',
    'Report',
  ],
  ['post', '/v1/queues/{id}/shadow', 'steer', 'What other pacing would have done', 'ShadowRequest'],
  ['get', '/v1/recordings', 'hear', 'The newest recordings', undefined, 'List'],
  ['get', '/v1/recordings/{legId}', 'hear', 'The audio of one, by ranges', undefined, 'audio/wav'],
  ['get', '/v1/session', 'read', 'Who is signed in, with which rights', undefined, 'Session'],
  ['post', '/v1/session', 'read', 'Sign a browser in with the bearer token'],
  ['delete', '/v1/session', 'read', 'Sign out'],
  ['get', '/v1/sign-in', 'nobody', 'The ways to sign in', undefined, 'Ways'],
]

/** The desktop's paths for the description of the API; answers are typed in `api/protocol`. Pure. */
export function deskPaths(): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const row of ROWS) {
    const [method, path] = row
    paths[path] = { ...paths[path], [method]: operationOf(row) }
  }
  return paths
}

function operationOf([, path, right, summary, body, answer]: Row): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const parameters = names.map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }))
  const done =
    answer === undefined ? { 204: { description: 'Done' } } : { 200: { description: answer } }
  return {
    summary,
    ...(right === 'nobody' ? { security: [] } : { description: `Needs the right ${right}.` }),
    parameters,
    ...(body === undefined ? {} : { requestBody: requestOf(body) }),
    responses: { ...done, default: { description: 'One of the error codes' } },
  }
}

function requestOf(body: string): Json {
  if (body === 'csv') {
    return { required: true, content: { 'text/csv': { schema: { type: 'string' } } } }
  }
  const schema = { $ref: `#/components/schemas/${body}` }
  return { required: false, content: { 'application/json': { schema } } }
}
