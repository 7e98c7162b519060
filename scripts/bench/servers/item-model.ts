/**
 * A model that makes and answers questions: each call takes `BENCH_LATENCY_MS`, and of those that come while `BENCH_SLOTS` are under
 * way each is refused, as by a provider with that limit. Tells on request what it was asked, and how many at once.
 */

import { createItemMaker } from '@scory/exams/test/item-maker.ts';
import { type StandInRequest, startStandIn } from '@scory/llm/stand-in/server.ts';

const slots = Number(process.env.BENCH_SLOTS);
const latencyMs = Number(process.env.BENCH_LATENCY_MS);
const { respond } = createItemMaker();
let open: StandInRequest[] = [];
let most = 0;
let refused = 0;
const startedAt = new Map<StandInRequest, number>();

const standIn = await startStandIn({
  latencyMs,
  respond,
  behave(request) {
    open = open.filter((one) => performance.now() - (startedAt.get(one) ?? 0) < latencyMs && !one.aborted);
    if (open.length >= slots) {
      refused += 1;
      return { kind: 'status', status: 429, retryAfterSeconds: 1 };
    }
    startedAt.set(request, performance.now());
    open.push(request);
    most = Math.max(most, open.length);
    return undefined;
  },
});
process.on('message', () => {
  const bodies = standIn.requests.map(({ body }) => body);
  process.send?.({ bodies, most, refused });
  standIn.requests.length = 0;
  [most, refused] = [0, 0];
});
process.send?.({ port: Number(new URL(standIn.url).port) });
process.once('SIGTERM', () => void standIn.close().then(() => process.disconnect()));
