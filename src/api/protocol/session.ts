/** What a caller may be: each role has its rights in `api/rights.ts`. */
export const ROLES = ['reader', 'agent', 'supervisor', 'engineer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What a caller may do. */
export const RIGHTS = [
  /** Boards, callbacks, streams; telephone numbers masked. */
  'read',
  'book',
  /** For the agent whom the token or the session names, and for nobody else. */
  'act',
  /** For any agent. */
  'act-for-any',
  /** Edit, move, reassign and cancel callbacks that wait. */
  'steer',
  'import',
  /** See one number in full; each time is on record. */
  'reveal',
  /** Listen, whisper, barge; each time is on record. */
  'watch',
  /** Hear recordings. */
  'hear',
  /** SIP messages, their pcap, the detector's view. */
  'inspect',
  /** Every number in full. */
  'unmasked',
  /** Sign-in codes, and whatever no other right covers. */
  'administer',
] as const
export type Right = (typeof RIGHTS)[number]

/** `GET /v1/session`: who is signed in. */
export interface SessionResource {
  /** What records call this caller. */
  readonly name: string
  readonly role: Role
  readonly rights: readonly Right[]
  /** The agent, or the supervisor with a phone, whom this caller is; absent: nobody. */
  readonly agentId?: string
}

/** `GET /v1/sign-in`: the ways in; asked without a token. */
export interface SignInWays {
  /** Always true: `POST /v1/session` with a bearer token opens a session. */
  readonly token: true
  /** A link to go to (`/v1/oidc/start`), where an issuer is configured. */
  readonly oidc?: { readonly name: string; readonly path: string }
}
