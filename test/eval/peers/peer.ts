/** What another system says about a recording that begins at the answer. */
export interface PeerHearing {
  readonly verdict: 'human' | 'machine' | 'unsure'
  readonly atMs: number
}

/** A rule set of another system, written anew from its documents: the rules only, not the product. */
export interface Peer {
  readonly name: string
  hear(samples: Int16Array): PeerHearing
}
