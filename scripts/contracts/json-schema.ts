/** JSON Schema 2020-12 of a contract's zod schema, with shared shapes as references. */
import { askedItem, item, itemDraft } from '@scory/contracts/exams/items.ts';
import { job, problem } from '@scory/contracts/http.ts';
import { jobWithTimeline } from '@scory/contracts/jobs/timeline.ts';
import { z } from 'zod';

export type Json = Record<string, unknown>;

/** Shapes that stand once under `components.schemas`. */
const shared: readonly [string, z.ZodType][] = [
  ['Job', job],
  ['JobWithTimeline', jobWithTimeline],
  ['Problem', problem],
  ['AskedItem', askedItem],
  ['Item', item],
  ['ItemDraft', itemDraft],
];

const plain = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  }) as Json;
  return rest;
};

/** Without names: all of them. */
export function sharedSchemas(...names: string[]): Json {
  const wanted = shared.filter(([name]) => names.length === 0 || names.includes(name));
  return Object.fromEntries(wanted.map(([name, schema]) => [name, plain(schema, 'output')]));
}

const texts = new Map(shared.map(([name, schema]) => [JSON.stringify(plain(schema, 'output')), name]));

function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (value === null || typeof value !== 'object') return value;
  const name = texts.get(JSON.stringify(value));
  if (name) return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner)]));
}

/** `input`: what a caller may send (defaults optional); `output`: what is answered. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'output'): Json =>
  withReferences(plain(schema, io)) as Json;
