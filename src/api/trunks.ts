import type { Product } from './product.ts'
import type { TrunkReport } from './protocol.ts'
import type { TrunkWatch } from './trunk-health.ts'

/** The trunks and the switch, for an engineer. */
export function trunkReport(product: Product, watch: TrunkWatch): TrunkReport {
  const { state } = product
  return {
    switch: { name: product.health().switch, up: state.switchUp },
    trunks: [...state.trunks.values()].map((trunk) => ({
      id: trunk.id,
      channelsInUse: trunk.channelsInUse,
      channels: trunk.settings.channels,
      callsPerSecond: trunk.settings.callsPerSecond,
      ...watch.healthOf(trunk.id, product.now()),
      causes: watch.causesOf(trunk.id, product.now()),
    })),
  }
}
