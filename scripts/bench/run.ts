/** `npm run bench -- [NAME] [--json]`: ours and a plain baseline in one run, with their ratio. */
import { parseArgs } from 'node:util';
import { run as jobs } from './jobs.ts';
import { run as simplify } from './simplify.ts';
import type { Row } from './stage.ts';

const benches: Record<string, () => Promise<Row[]>> = { simplify, jobs };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(benches);
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
        `${row.bench}  ${row.metric.padEnd(16)} ours ${String(row.ours).padStart(8)}  baseline ${String(row.baseline ?? '–').padStart(8)}  ratio ${String(row.ratio ?? '–').padStart(6)}  ${row.unit}`,
      );
  }
}
