/** A model that marks, after `BENCH_LATENCY_MS`; it refuses what is more than `BENCH_SLOTS` calls at once, and tells what it was asked. */
import { markLikeAPerson } from '@scory/exams/test/marker-stand-in.ts';
import { startStandIn } from '@scory/llm/stand-in/server.ts';

const slots = Number(process.env.BENCH_SLOTS);
let under = 0;
let most = 0;
let refused = 0;
const latencyMs = Number(process.env.BENCH_LATENCY_MS);
const model = await startStandIn({
  latencyMs,
  respond: markLikeAPerson,
  behave: () => {
    under += 1;
    most = Math.max(most, under);
    setTimeout(() => {
      under -= 1;
    }, latencyMs);
    if (under <= slots) return undefined;
    refused += 1;
    return { kind: 'status', status: 429, retryAfterSeconds: 1 };
  },
});
process.on('message', () => {
  process.send?.({ bodies: model.requests.splice(0).map(({ body }) => body), most, refused });
});
process.once('SIGTERM', () => void model.close().then(() => process.disconnect()));
process.send?.({ port: Number(new URL(model.url).port) });
