/** What the administrators' routes call filters, as the engine takes it. */
import type { JobFilter, Selection } from '@scory/chassis/jobs/operations.ts';
import type { JobStatus } from '@scory/contracts/http.ts';

interface Given {
  kind?: string | undefined;
  status?: JobStatus | undefined;
  code?: string | undefined;
  since?: string | undefined;
  owner_id?: string | undefined;
  trace_id?: string | undefined;
  lane?: string | undefined;
}

export function filterOf({ owner_id: ownerId, trace_id: traceId, ...rest }: Given): JobFilter {
  return { ...rest, ownerId, traceId };
}

export function selectionOf({
  ids,
  limit,
  ...given
}: Given & { ids?: string[] | undefined; limit: number }): Selection {
  return ids ? { ids } : { filter: filterOf(given), limit };
}
