import { setTimeout as sleep } from 'node:timers/promises'
import type { AttachLeg } from '../../core/state/effects.ts'
import type { AttachMode } from '../../core/state/conversation.ts'
import type { Exchange } from './exchange.ts'
import type { Leg } from './leg.ts'

/**
 * Whose ears an attached leg reaches: `aleg` is what the other leg says, so that whoever it is
 * bridged to hears it; `bleg` is what the other leg hears. FreeSWITCH 1.10.12, mod_dptools.
 */
const HEARD_BY: Readonly<Record<AttachMode, { readonly aleg: boolean; readonly bleg: boolean }>> = {
  listen: { aleg: false, bleg: false },
  whisper: { aleg: false, bleg: true },
  barge: { aleg: true, bleg: true },
}

const PROOF = 'ringfirst_attached'
const LOOKS = 25
const LOOK_EVERY_MS = 20

/**
 * The attached leg runs `eavesdrop` and is parked when the other one ends. Keys of its phone change
 * nothing: FreeSWITCH would take a 1 from a listener as the wish to speak. A variable set by the leg's
 * own thread, right before it begins, is the proof that it has.
 */
export async function attach(exchange: Exchange, leg: Leg, { to, mode }: AttachLeg): Promise<void> {
  const host = exchange.legs.get(to)
  if (host === undefined || host === leg) return
  const { server } = leg
  if (host.server !== server) {
    return exchange.options.report('two legs on different media servers cannot be joined')
  }
  const { aleg, bleg } = HEARD_BY[mode]
  const variables = [
    'eavesdrop_enable_dtmf=false',
    `eavesdrop_whisper_aleg=${aleg}`,
    `eavesdrop_whisper_bleg=${bleg}`,
  ]
  const proof = `${to}/${mode}`
  await Promise.all([
    server.api(`uuid_setvar_multi ${leg.channelId} ${variables.join(';')}`),
    server.api(
      `uuid_transfer ${leg.channelId} set:${PROOF}=${proof},eavesdrop:${host.channelId},park inline`,
    ),
  ])
  for (let look = 1; look <= LOOKS; look++) {
    const begun = await server.api(`uuid_getvar ${leg.channelId} ${PROOF}`)
    if (begun.trim() === proof)
      return exchange.legs.tell({ kind: 'LegAttached', legId: leg.id, to, mode })
    await sleep(LOOK_EVERY_MS)
  }
  exchange.options.report('a leg could not be attached to another', { mode })
}
