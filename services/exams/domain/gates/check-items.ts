/** Every gate that needs no model, in order from cheap to dear; and what a blind solver's answer says of a key. */
import type { GateName } from '@scory/contracts/exams/exam-request.ts';
import type { MadeItem } from '../made-item.ts';
import type { Against, Gate } from './against.ts';
import { duplicate } from './duplicate.ts';
import { grounding } from './grounding.ts';
import { leak } from './leak.ts';
import { optionCues } from './option-cues.ts';
import { selfContained } from './self-contained.ts';
import { shape } from './shape.ts';
import { singleKey } from './single-key.ts';
import { disagreement } from './solver-agreement.ts';

export interface Rejection {
  gate: GateName;
  /** For whoever makes the question anew. */
  reason: string;
}

const gates: readonly (readonly [GateName, Gate])[] = [
  ['shape', shape],
  ['self_contained', selfContained],
  ['option_cues', optionCues],
  ['grounding', grounding],
  ['single_key', singleKey],
  ['duplicate', duplicate],
  ['leak', leak],
];

/** Why an item may not stand; empty where it may. What has no shape is asked nothing further. */
export function checkItem(item: MadeItem, against: Against): Rejection[] {
  const rejections: Rejection[] = [];
  for (const [gate, check] of gates) {
    for (const reason of check(item, against)) rejections.push({ gate, reason });
    if (gate === 'shape' && rejections.length > 0) break;
  }
  return rejections;
}

/** What a solver, who had the material and not the key, answered in the shape of the type. */
export function agreesWithSolver(item: MadeItem, solved: unknown): Rejection | undefined {
  const reason = disagreement(item, solved);
  return reason === undefined ? undefined : { gate: 'single_key', reason };
}
