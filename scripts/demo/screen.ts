/** What the demo shows: step lines, a progress line that rewrites itself on a terminal, the simplified paper. */
import type { JobView } from '@scory/contracts/http.ts';
import type { SimplifiedPaper } from '@scory/contracts/papers/simplify.ts';

const tty = process.stdout.isTTY === true;
const color = (code: number, text: string): string => (tty ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = (text: string): string => color(1, text);
const dim = (text: string): string => color(2, text);
const width = 24;

export const step = (text: string): void => console.log(`${color(32, '●')} ${text}`);

/** One line that grows with the job; without a terminal, a line per phase. */
export function progressLine(label: string): { show(job: JobView): void; end(text: string): void } {
  let lastPhase = '';
  const bar = (share: number): string => '█'.repeat(Math.round(share * width)).padEnd(width, '░');
  return {
    show(job) {
      const share = job.finished_at
        ? 1
        : job.progress?.total
          ? job.progress.completed / job.progress.total
          : 0;
      const phase = job.finished_at ? job.status : (job.progress?.phase ?? job.status);
      if (tty)
        process.stdout.write(
          `\r  ${label} ${color(36, bar(share))} ${String(Math.round(share * 100)).padStart(3)} % ${dim(phase.padEnd(12))}`,
        );
      else if (phase !== lastPhase)
        console.log(`  ${label} ${bar(share)} ${String(Math.round(share * 100)).padStart(3)} % ${phase}`);
      lastPhase = phase;
    },
    end(text) {
      if (tty) process.stdout.write('\n');
      console.log(dim(`  ${text}`));
    },
  };
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line && line.length + word.length + 1 > 92) {
        lines.push(line);
        line = '';
      }
      line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  return lines.map((line) => (line ? indent + line : '')).join('\n');
}

export function showPaper(paper: SimplifiedPaper, metadata: Record<string, unknown>): void {
  const grade = metadata.reading_grade as { before: number; after: number } | undefined;
  console.log(`\n${bold(wrapped(paper.title, ''))}\n\n${wrapped(paper.summary, '  ')}\n`);
  console.log(bold('Key points'));
  for (const point of paper.key_points) console.log(`${wrapped(point, '    ').replace(/^ {3}/, '  •')}`);
  if (Object.keys(paper.glossary).length > 0) console.log(bold('\nWords'));
  for (const [term, definition] of Object.entries(paper.glossary))
    console.log(`  ${term}: ${dim(definition)}`);
  console.log();
  if (grade) console.log(`  reading grade  ${grade.before} → ${grade.after}`);
  console.log(`  model          ${metadata.ai_model}`);
  console.log(`  time           ${metadata.processing_time_ms} ms`);
  console.log(`  cost           $${Number(metadata.cost_usd).toFixed(6)} (${metadata.tokens_used} tokens)\n`);
}
