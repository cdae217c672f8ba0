import { z } from 'zod'
import {
  CALLBACK_IN_HAND,
  OFF_QUEUE_REQUEST,
  PHONE_REQUEST,
  RESCHEDULE_REQUEST,
  WRAP_UP_REQUEST,
} from './agents.ts'
import { CALLBACK, CALLBACK_LIST, ERROR, HEALTH } from './answers.ts'
import { CALLBACK_REQUEST } from './booking.ts'
import { LIST_QUERY } from './callbacks.ts'
import { DIGITS_REQUEST, TRANSFER_REQUEST } from './calls.ts'
import { ABANDONMENT_QUERY } from './compliance.ts'
import { DO_NOT_CALL_QUERY } from './do-not-call.ts'
import { deskPaths } from './openapi-desk.ts'
import type { Right } from './protocol.ts'
import { EDIT_REQUEST, SHADOW_REQUEST } from './steering.ts'
import { WATCH_REQUEST } from './supervisors.ts'

type Json = Readonly<Record<string, unknown>>

/** The description of the API (OpenAPI 3.1), made from the schemas that check it. Pure. */
export function openApi(version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ringfirst',
      version,
      description:
        'Books callbacks and follows them to their end. Moments are ISO 8601 in UTC. Numbers are masked for whoever lacks the right `unmasked`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: merged(
      callbackPaths(),
      agentPaths(),
      engineeringPaths(),
      compliancePaths(),
      servicePaths(),
      deskPaths(),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of tokens.json in the data folder',
        },
      },
      schemas: {
        CallbackRequest: body(CALLBACK_REQUEST),
        WrapUpRequest: body(WRAP_UP_REQUEST),
        CallbackInHand: body(CALLBACK_IN_HAND),
        RescheduleRequest: body(RESCHEDULE_REQUEST),
        OffQueueRequest: body(OFF_QUEUE_REQUEST),
        PhoneRequest: body(PHONE_REQUEST),
        TransferRequest: body(TRANSFER_REQUEST),
        DigitsRequest: body(DIGITS_REQUEST),
        WatchRequest: body(WATCH_REQUEST),
        EditRequest: body(EDIT_REQUEST),
        ShadowRequest: body(SHADOW_REQUEST),
        Callback: answer(CALLBACK),
        CallbackList: answer(CALLBACK_LIST),
        Health: answer(HEALTH),
        Error: answer(ERROR),
      },
    },
  }
}

/** Paths with the operations of each file that describes some of them. */
function merged(...parts: readonly Json[]): Json {
  const paths: Record<string, Json> = {}
  for (const part of parts) {
    for (const [path, operations] of Object.entries(part)) {
      paths[path] = { ...paths[path], ...(operations as Json) }
    }
  }
  return paths
}

function callbackPaths(): Json {
  const id = parameter('id', 'path', { type: 'string', format: 'uuid' })
  return {
    '/v1/callbacks': {
      post: operation(
        'book',
        'Book a callback',
        { 201: json('Callback', 'Booked'), 200: json('Callback', 'It was booked already') },
        {
          parameters: [
            parameter('Idempotency-Key', 'header', { type: 'string', maxLength: 255 }, false),
          ],
          requestBody: request('CallbackRequest'),
        },
      ),
      get: operation(
        'read',
        'List callbacks, newest first',
        { 200: json('CallbackList', 'The list') },
        { parameters: queryOf(LIST_QUERY) },
      ),
    },
    '/v1/callbacks/{id}': {
      get: operation(
        'read',
        'Read a callback: state, timeline, verdict, disposition, decisions',
        { 200: json('Callback', 'The callback') },
        { parameters: [id] },
      ),
      delete: operation(
        'steer',
        'Cancel a callback',
        { 200: json('Callback', 'Cancelled') },
        { parameters: [id] },
      ),
    },
  }
}

function agentPaths(): Json {
  const agent = parameter('id', 'path', { type: 'string' })
  const agentOrder = (summary: string): Json => ({
    post: operation('act', summary, { 204: { description: 'Done' } }, { parameters: [agent] }),
  })
  const ordered = (summary: string, schema: string): Json => ({
    post: operation(
      'act',
      summary,
      { 204: { description: 'Done' } },
      { parameters: [agent], requestBody: request(schema) },
    ),
  })
  return {
    '/v1/agents/{id}/on-queue': agentOrder('Put an agent on queue'),
    '/v1/agents/{id}/off-queue': ordered('Take an agent off queue', 'OffQueueRequest'),
    '/v1/agents/{id}/hang-up': agentOrder('End the call that the agent has in hand'),
    '/v1/agents/{id}/accept': ordered('Accept the callback that is offered', 'CallbackInHand'),
    '/v1/agents/{id}/start': ordered('Call the customer, or call again', 'CallbackInHand'),
    '/v1/agents/{id}/reschedule': ordered(
      'Have the customer called at another time',
      'RescheduleRequest',
    ),
    '/v1/agents/{id}/wrap-up': {
      post: operation(
        'act',
        'Say how the call in hand ended',
        { 204: { description: 'Done' } },
        { parameters: [agent], requestBody: request('WrapUpRequest') },
      ),
    },
  }
}

function engineeringPaths(): Json {
  const id = parameter('id', 'path', { type: 'string', format: 'uuid' })
  const read = (summary: string, description: string, parameters: readonly Json[] = []): Json => ({
    get: operation('inspect', summary, { 200: { description } }, { parameters }),
  })
  return {
    '/v1/callbacks/{id}/ladder': read(
      'Read the SIP messages of every leg of an interaction',
      'Those that are still held, oldest first, and how many were let go',
      [id],
    ),
    '/v1/callbacks/{id}/ladder.pcap': read(
      'Download the same messages as a capture',
      'application/vnd.tcpdump.pcap',
      [id],
    ),
    '/v1/trunks': read(
      'Read how full each trunk is, and how the legs of the last hour ended',
      'The switch and its trunks',
    ),
  }
}

function compliancePaths(): Json {
  const number = parameter('number', 'path', { type: 'string' })
  const done = { 204: { description: 'Done' } }
  return {
    '/v1/queues/{id}/abandonment': {
      get: operation(
        'read',
        'Read the rates of abandoned calls: FCC and FTC, and Ofcom',
        { 200: { description: 'The rates and what they rest on' } },
        {
          parameters: [parameter('id', 'path', { type: 'string' }), ...queryOf(ABANDONMENT_QUERY)],
        },
      ),
    },
    '/v1/do-not-call': {
      get: operation(
        'read',
        'Numbers that are never dialled, in ascending order',
        { 200: { description: 'So many of them, and how many there are' } },
        { parameters: queryOf(DO_NOT_CALL_QUERY) },
      ),
      post: operation(
        'steer',
        'Never dial the numbers of a list, as text/csv; dry unless dryRun=false',
        { 200: { description: 'How many were added, and every wrong line' } },
        {
          parameters: [parameter('dryRun', 'query', { type: 'boolean' }, false)],
          requestBody: { required: true, content: { 'text/csv': { schema: { type: 'string' } } } },
        },
      ),
    },
    '/v1/do-not-call/{number}': {
      put: operation('steer', 'Never dial a number', done, { parameters: [number] }),
      delete: operation('steer', 'Let a number be dialled again', done, { parameters: [number] }),
    },
  }
}

function servicePaths(): Json {
  return {
    '/v1/board': {
      get: operation('read', 'Everything that is going on now', {
        200: { description: 'The board' },
      }),
    },
    '/v1/events': { get: events() },
    '/healthz': {
      get: {
        summary: 'Whether Ringfirst is well, and what is wrong',
        security: [],
        responses: { 200: json('Health', 'Alive'), 503: json('Health', 'Nothing can be booked') },
      },
    },
    '/metrics': {
      get: operation('read', 'Measures for Prometheus', { 200: { description: 'Text' } }),
    },
  }
}

function events(): Json {
  return operation(
    'read',
    'Follow everything that happens (server-sent events: note, decision, agent, board, levels, live, live-change, desk, reset)',
    { 200: { description: 'The stream', content: { 'text/event-stream': {} } } },
    {
      parameters: [
        parameter(
          'include',
          'query',
          { type: 'string', examples: ['live,levels', 'desk:bob'] },
          false,
        ),
        parameter('Last-Event-ID', 'header', { type: 'string', examples: ['42.0'] }, false),
      ],
    },
  )
}

function operation(right: Right, summary: string, responses: Json, more: Json = {}): Json {
  return {
    summary,
    description: `Needs the right ${right}.`,
    ...more,
    responses: { ...responses, default: json('Error', 'One of the error codes') },
  }
}

function parameter(name: string, where: string, schema: Json, required = true): Json {
  return { name, in: where, required, schema }
}

function queryOf(schema: z.ZodType): readonly Json[] {
  const { properties } = body(schema) as { properties: Readonly<Record<string, Json>> }
  return Object.entries(properties).map(([name, each]) => parameter(name, 'query', each, false))
}

function request(name: string): Json {
  return { required: true, content: { 'application/json': { schema: reference(name) } } }
}

function json(name: string, description: string): Json {
  return { description, content: { 'application/json': { schema: reference(name) } } }
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}

function body(schema: z.ZodType): Json {
  return described(schema, 'input')
}

function answer(schema: z.ZodType): Json {
  return described(schema, 'output')
}

function described(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // The format says it; its pattern is a line of two hundred characters.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    },
  })
  return plain
}
