import { createMemoryStore, memoryDisk } from '../../src/store/memory.ts'
import { describeStore } from '../conformance/store.ts'

describeStore('memory', async () => {
  const disk = memoryDisk()
  return {
    another: () => createMemoryStore(disk),
    ownerDies: async () => {
      disk.owner = 'none'
    },
    ownerFallsSilent: async () => {
      disk.owner = 'silent'
    },
    newerWasHere: async () => {
      disk.isNewer = true
    },
    contents: async () => JSON.stringify({ ...disk, interactions: [...disk.interactions] }),
    dispose: async () => undefined,
  }
})
