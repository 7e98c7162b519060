/** `node scripts/check/tidy.ts`: the step "tidy" of `npm run check`. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Exception, exceptions } from './tidy-exceptions.ts';
import { type Finding, untidy } from './tidy-rules.ts';

/** Rules that count lines: two findings of one name are not added up. */
const counted = new Set(['file-lines', 'function-lines']);
const keyOf = ({ rule, file, name = '' }: Exception): string => [rule, file, name].join(' ');

/** Findings that no exception covers, and exceptions that nothing needs any more, as lines to print. */
export function objections(findings: readonly Finding[], allowed: readonly Exception[]): string[] {
  const groups = Map.groupBy(findings, keyOf);
  const limits = new Map(allowed.map((exception) => [keyOf(exception), exception.size]));
  const over = [...groups].flatMap(([key, group]) => {
    const [biggest] = group.toSorted((a, b) => b.size - a.size);
    const { rule, file, line, name } = biggest as Finding;
    const size = counted.has(rule) ? (biggest as Finding).size : group.length;
    if (size <= (limits.get(key) ?? 0)) return [];
    return [`${file}:${line} ${rule}${name ? ` in ${name}` : ''}: ${size}`];
  });
  const stale = [...limits.keys()].filter((key) => !groups.has(key));
  return [...over, ...stale.map((key) => `${key}: is tidy now; take it out of tidy-exceptions.ts`)];
}

/** Every source file below `root`, with what is untidy in it. */
export function findingsIn(root: string): { files: number; findings: Finding[] } {
  const files = globSync('{contracts,services,scripts}/**/*.{ts,mjs,cjs}', { cwd: root });
  const findings = files.flatMap((file) =>
    untidy(file.split(path.sep).join('/'), readFileSync(path.join(root, file), 'utf8')),
  );
  return { files: files.length, findings };
}

if (import.meta.main) {
  const { files, findings } = findingsIn(process.cwd());
  const lines = objections(findings, exceptions);
  for (const line of lines) console.log(line);
  console.log(`${files} files`);
  if (lines.length > 0) process.exitCode = 1;
}
