import { z } from 'zod'

const text = z.string().min(1).max(256)

/** Where people are known whom Ringfirst lets in: an OpenID Connect issuer. */
export const OIDC = z.strictObject({
  /** What the button says: Sign in with … */
  name: text.max(64),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: text,
  clientSecretFile: text.optional(),
  /** How browsers reach us: https://calls.example; `/v1/oidc/callback` is the redirect address there. */
  publicUrl: z.url({ protocol: /^https?$/ }),
  scope: text.default('openid profile'),
  /** The claim that holds what the person may be, a path with dots where it lies deeper. */
  roleClaim: text.default('roles'),
  /** What each value of it makes of a person; with several the mightiest holds. */
  roles: z.record(text, z.enum(['reader', 'agent', 'supervisor', 'engineer', 'operator', 'admin'])),
  /** The claim that names the agent of this configuration whom the person is. */
  agentClaim: text.default('preferred_username'),
})

/** The issuer with its secret read, as the API is told of it. */
export type OidcIssuer = Omit<z.output<typeof OIDC>, 'clientSecretFile'> & {
  readonly clientSecret?: string
}
