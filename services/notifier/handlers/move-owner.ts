import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { notifierOwnerMerged } from '@scory/contracts/notifier/webhooks.ts';
import { moveEndpoints } from '../store/endpoint-store.ts';

/** Endpoints follow their owner, and so do events of work that ends after the move. */
export const moveOwner = ({ database }: Pick<Runtime, 'database'>): EventHandler => ({
  contract: notifierOwnerMerged,
  handle: async (event) => {
    const { from, to } = ownerMerged.data.parse(event.data);
    await moveEndpoints(database, from, to);
  },
});
