/** What follows the commit of a new job in the process that made it. Without it, the clock of any process does the same. */
import type { Metrics } from '../metrics.ts';
import type { Accepted, Entry } from './accepting.ts';
import type { Backlog } from './backlog.ts';
import type { Publisher } from './publisher.ts';

export type Dispatch = (entry: Entry, accepted: Accepted) => void;

export function createDispatch({
  publisher,
  backlog,
  metrics,
}: {
  publisher: Publisher;
  backlog: Pick<Backlog, 'noteWaiting'>;
  metrics: Pick<Metrics, 'jobAccepted'>;
}): Dispatch {
  return ({ kind, version, actor, lane, input, traceparent }, { row, held }) => {
    metrics.jobAccepted(kind, lane);
    if (held) backlog.noteWaiting(kind);
    else
      publisher.publish({
        id: row.id,
        kind,
        version,
        actor,
        input,
        runs: 0,
        traceparent,
        created_at: row.created_at,
      });
  };
}
