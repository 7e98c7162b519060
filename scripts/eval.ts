/**
 * npm run eval -- NAME [--json] [--verbose]: how good is what the product does. With --json one row a line on
 * standard output, everything else on standard error.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { config as loadEnvFile } from 'dotenv';
import { evaluateDocuments } from './eval/documents.ts';
import { evaluateEmbeddings } from './eval/embeddings.ts';
import { evaluateExamGates } from './eval/exams-gates.ts';
import { evaluateMarking } from './eval/exams-marking.ts';
import { evaluateExamPipeline } from './eval/exams-pipeline.ts';
import { evaluateOcr } from './eval/ocr.ts';
import { type EvalRow, evaluateSimplify, type Verdict } from './eval/simplify.ts';

const evaluations: Readonly<
  Record<string, (root: string, log: (verdict: Verdict) => void) => Promise<EvalRow[]>>
> = {
  simplify: evaluateSimplify,
  embeddings: evaluateEmbeddings,
  ocr: evaluateOcr,
  exams: async (...asked) => [
    ...(await evaluateExamGates(...asked)),
    ...(await evaluateExamPipeline()),
    ...evaluateMarking(),
  ],
  documents: evaluateDocuments,
};

function table(rows: readonly EvalRow[]): string {
  const cells = [
    ['metric', 'value', 'baseline', 'n'],
    ...rows.map(({ metric, value, baseline, n }) => [
      metric,
      String(value),
      baseline === null ? '' : String(baseline),
      String(n),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

// Where the servers are that documents are taken in on.
loadEnvFile({ quiet: true });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(evaluations);
for (const name of names) {
  const evaluate = Object.hasOwn(evaluations, name) ? evaluations[name] : undefined;
  if (!evaluate) {
    process.stderr.write(
      `There is no evaluation “${name}”. There is: ${Object.keys(evaluations).join(', ')}\n`,
    );
    process.exitCode = 2;
    continue;
  }
  const misses = (verdict: Verdict): void => {
    const wrong = verdict.metric.startsWith('catch') ? !verdict.flagged : verdict.flagged;
    if (values.verbose && wrong)
      process.stderr.write(`${verdict.metric} ${verdict.codes.join(' ')}\n    ${verdict.sentence}\n`);
  };
  const rows = await evaluate(join(import.meta.dirname, '..'), misses);
  process.stdout.write(
    values.json ? rows.map((row) => `${JSON.stringify(row)}\n`).join('') : `${table(rows)}\n`,
  );
}
