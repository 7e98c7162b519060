/**
 * `npm run demo -- [FILE.pdf] [--level beginner|intermediate|advanced] [--stand-in]`: starts the product and uses it
 * as a mobile client would, from an anonymous session to a verified webhook. `--stand-in` answers with the
 * stand-in model server instead of the offline engine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type JobView, readingLevel } from '@scory/contracts/http.ts';
import type { SimplifiedPaper } from '@scory/contracts/papers/simplify.ts';
import { config as loadEnvFile } from 'dotenv';
import { Client, startReceiver } from './demo/client.ts';
import { startProduct } from './demo/product.ts';
import { writeSamplePaper } from './demo/sample-paper.ts';
import { progressLine, showPaper, step } from './demo/screen.ts';

async function standInEnvironment(
  wanted: boolean,
): Promise<{ environment: Record<string, string>; close(): Promise<void> }> {
  if (!wanted) return { environment: {}, close: async () => undefined };
  const { startStandIn } = await import('@scory/llm/stand-in/server.ts');
  const standIn = await startStandIn();
  return {
    environment: { OPENAI_API_KEY: 'stand-in', OPENAI_BASE_URL: `${standIn.url}/v1` },
    close: () => standIn.close(),
  };
}

function assertSucceeded(job: JobView): void {
  if (job.status !== 'succeeded')
    throw new Error(`${job.kind} ${job.status}: ${job.error?.code} ${job.error?.message}`);
}

async function follow(
  client: Client,
  job: JobView,
  label: string,
  told: (ended: JobView) => string,
): Promise<JobView> {
  const line = progressLine(label);
  const startedAt = performance.now();
  const ended = await client.follow(job, (change) => line.show(change));
  line.end(`${told(ended)} (${Math.round(performance.now() - startedAt)} ms)`);
  assertSucceeded(ended);
  return ended;
}

async function main(): Promise<void> {
  loadEnvFile({ quiet: true });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      level: { type: 'string', default: 'beginner' },
      'stand-in': { type: 'boolean', default: false },
    },
  });
  const level = readingLevel.parse(values.level);
  const scratch = await mkdtemp(path.join(tmpdir(), 'scory-demo-'));
  const standIn = await standInEnvironment(values['stand-in']);
  const receiver = await startReceiver();
  const product = await startProduct({ ...standIn.environment, WEBHOOK_ALLOW_LOOPBACK: 'true' });
  try {
    const file = positionals[0] ?? path.join(scratch, 'sample-paper.pdf');
    if (!positionals[0]) await writeSamplePaper(file);
    await tour(new Client(product.url), receiver, { file, level, url: product.url });
  } finally {
    await product.stop();
    receiver.close();
    await standIn.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function tour(
  client: Client,
  receiver: Awaited<ReturnType<typeof startReceiver>>,
  { file, level, url }: { file: string; level: string; url: string },
): Promise<void> {
  step(`Scory runs at ${url} (reference: ${url}/docs)`);
  await client.openSession();
  step('an anonymous session is open');
  const { data: endpoint } = await client.call<{ secret: string }>('POST', '/api/v1/webhooks/endpoints', {
    url: receiver.url,
    event_types: ['papers.*'],
  });
  step('a webhook endpoint listens to papers.*');
  step(`uploading ${path.basename(file)}`);
  const ingested = await follow(client, await client.upload(file), 'reading    ', (job) => {
    const { pages, characters } = (job.result ?? {}) as { pages?: number; characters?: number };
    return `${pages} pages, ${characters} characters`;
  });
  const { document_id } = ingested.result as { document_id: string };
  const request = { document_id, reading_level: level, force_refresh: true };
  const accepted = await client.call<JobView>('POST', '/api/v1/academic/simplify', request);
  const simplified = await follow(
    client,
    accepted.data,
    'simplifying',
    (job) => `${(job.metadata.source_sentences as number) ?? 0} sentences read`,
  );
  showPaper(simplified.result as SimplifiedPaper, simplified.metadata);
  const hook = await receiver.verified(simplified.id, endpoint.secret, 10_000);
  step(`the webhook ${hook.type} arrived and its signature is right`);
  const again = performance.now();
  const cached = await client.call<SimplifiedPaper>('POST', '/api/v1/academic/simplify', {
    ...request,
    force_refresh: false,
  });
  if (cached.metadata.from_cache !== true) throw new Error('the second answer did not come from the cache');
  step(`asked again: from the cache in ${(performance.now() - again).toFixed(1)} ms`);
}

main().catch((error: unknown) => {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
