import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createMetrics } from '@scory/chassis/metrics.ts';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';

const infra = path.resolve(import.meta.dirname, '../../infra');

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string }[];
}

/** PromQL of the rules: what stands behind `expr:`. */
async function ruleExpressions(): Promise<string[]> {
  const text = await readFile(path.join(infra, 'prometheus/alerts.yml'), 'utf8');
  return [...text.matchAll(/^ +expr: (.+)$/gm)].map((match) => match[1] ?? '');
}

async function panels(): Promise<Panel[]> {
  const text = await readFile(path.join(infra, 'grafana/dashboards/scory.json'), 'utf8');
  return (JSON.parse(text) as { panels: Panel[] }).panels.filter(({ type }) => type !== 'row');
}

describe('dashboards and alerts', () => {
  /** Names of all series, those of histograms by their parts, with the labels a metric of ours has. */
  const series = new Map<string, Set<string>>();
  let expressions: string[];

  before(async () => {
    const metrics = createMetrics();
    for (const { name, type, labels } of metrics.described())
      for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
        series.set(name + suffix, new Set([...labels, ...(suffix === '_bucket' ? ['le'] : [])]));
    expressions = [
      ...(await ruleExpressions()),
      ...(await panels()).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ];
  });

  const namesIn = (expression: string): string[] =>
    [...expression.matchAll(/\b(?:scory|nodejs|process)_\w+/g)].map((match) => match[0]);

  it('are there', async () => {
    expect(await ruleExpressions()).to.have.length.above(5);
    expect(await panels()).to.have.length.above(10);
    for (const { title, targets } of await panels()) expect(targets, title).to.not.be.empty;
    for (const expression of expressions) expect(namesIn(expression), expression).to.not.be.empty;
  });

  it('use only metrics that exist', () => {
    expect(expressions.flatMap(namesIn).filter((name) => !series.has(name))).to.deep.equal([]);
  });

  it('use only labels that their metrics have', () => {
    const added = ['instance'];
    for (const expression of expressions) {
      const known = new Set([
        ...added,
        ...namesIn(expression).flatMap((name) => [...(series.get(name) ?? [])]),
      ]);
      const grouped = [...expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap((match) =>
        (match[1] ?? '').split(',').map((label) => label.trim()),
      );
      const matched = [...expression.matchAll(/(\w+)[!=]~?"/g)].map((match) => match[1] ?? '');
      expect(
        [...grouped, ...matched].filter((label) => !known.has(label)),
        expression,
      ).to.deep.equal([]);
    }
  });

  it('show every metric of ours', async () => {
    const shown = new Set(
      (await panels()).flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr))),
    );
    const ours = createMetrics()
      .described()
      .filter(({ name }) => name.startsWith('scory_'));
    const unseen = ours.filter(
      ({ name }) => ![...shown].some((used) => used.replace(/_(bucket|sum|count)$/, '') === name),
    );
    expect(unseen.map(({ name }) => name)).to.deep.equal([]);
  });
});
