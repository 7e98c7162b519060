/** `npm run bench -- [NAME] [--json]`: ours and a plain baseline in one run, with their ratio. */
import { parseArgs } from 'node:util';
import { run as documents } from './documents.ts';
import { run as embed } from './embed.ts';
import { run as examsEvaluate } from './exams-evaluate.ts';
import { run as examsGenerate } from './exams-generate.ts';
import { run as fairness } from './fairness.ts';
import { run as live } from './live.ts';
import { run as outbox } from './outbox.ts';
import { run as scale } from './scale.ts';
import { run as simplify } from './simplify.ts';
import type { Row } from './stage.ts';
import { run as throughput } from './throughput.ts';

/** What the job engine is measured by, in the order of the rows. */
const engine: Record<string, () => Promise<Row[]>> = { throughput, fairness, outbox, scale, live };

async function jobs(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const run of Object.values(engine)) rows.push(...(await run()));
  return rows;
}

const benches: Record<string, () => Promise<Row[]>> = {
  simplify,
  jobs,
  embed,
  documents,
  exams: async () => [...(await examsGenerate()), ...(await examsEvaluate())],
  ...engine,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : ['simplify', 'jobs'];
for (const name of names) {
  const bench = benches[name];
  if (!bench) {
    console.error(`unknown bench ${name}; known: ${Object.keys(benches).join(', ')}`);
    process.exitCode = 1;
    break;
  }
  for (const row of await bench()) {
    if (values.json) console.log(JSON.stringify(row));
    else
      console.log(
        `${row.bench}  ${row.metric.padEnd(26)} ours ${String(row.ours).padStart(8)}  baseline ${String(row.baseline ?? '–').padStart(8)}  ratio ${String(row.ratio ?? '–').padStart(6)}  ${row.unit}`,
      );
  }
}
