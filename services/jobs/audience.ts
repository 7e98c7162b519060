/** Who watches in this process: how many may, and whether what let them in still holds. */
import type { AccessControl, Claims } from '@scory/chassis/access.ts';
import { Problem } from '@scory/chassis/errors.ts';
import type { Metrics } from '@scory/chassis/metrics.ts';

/** Of one owner in one process: a reconnecting client must not pile up connections without end. */
const watchersMax = 100;

export type Transport = 'sse' | 'websocket';

export interface Audience {
  /** Throws `Problem` 429 `TOO_MANY_WATCHERS` where the owner has no place left. */
  assertRoom(ownerId: string): void;
  /** Takes a place; answers how to leave it. */
  enter(ownerId: string, transport: Transport): () => void;
}

export function createAudience(metrics: Metrics): Audience {
  const watchers = new Map<string, number>();
  return {
    assertRoom(ownerId) {
      if ((watchers.get(ownerId) ?? 0) < watchersMax) return;
      throw new Problem(
        429,
        'TOO_MANY_WATCHERS',
        `At most ${watchersMax} live connections are open at once; one WebSocket watches many jobs`,
        { retryAfterSeconds: 5 },
      );
    },
    enter(ownerId, transport) {
      watchers.set(ownerId, (watchers.get(ownerId) ?? 0) + 1);
      metrics.liveClients(transport, 1);
      return () => {
        metrics.liveClients(transport, -1);
        const left = (watchers.get(ownerId) ?? 1) - 1;
        if (left > 0) watchers.set(ownerId, left);
        else watchers.delete(ownerId);
      };
    },
  };
}

/** The code of why the claims are refused by now; that nobody can say at the moment ends nothing. */
export async function refusalOf(access: AccessControl, claims: Claims | null): Promise<string | undefined> {
  try {
    if (claims) await access.assertStillValid(claims);
    return undefined;
  } catch (error) {
    return error instanceof Problem && error.status === 401 ? error.code : undefined;
  }
}
