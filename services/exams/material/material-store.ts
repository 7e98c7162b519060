/** Material and plans of an exam that is being made: in the object store below its owner, until it is made or deleted. */

import { TransientError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { LRUCache } from 'lru-cache';
import type { PlannedSlot } from '../domain/blueprint.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Material } from '../domain/material.ts';

export const examPrefix = (ownerId: string, examId: string): string => `exams/${ownerId}/${examId}/`;

export interface PlannedBatch {
  /** Hash of all that shapes what it comes to. */
  key: string;
  slots: PlannedSlot[];
  /** Numbers of the passages that its questions may rest on. */
  reach: number[];
  /** Questions of earlier exams that are not to be asked again. */
  avoid: MadeItem[];
}

/** A round of batches. */
export interface RoundPlan {
  batches: PlannedBatch[];
}

/** Material and the plan of its first round belong together: who makes the material anew plans anew. */
export interface Planned {
  material: Material;
  plan: RoundPlan;
  missing: { number: number; type: PlannedSlot['type']; topic: string; reason: string }[];
}

export interface ExamFiles {
  ownerId: string;
  examId: string;
}

export interface MaterialStore {
  keep(files: ExamFiles, planned: Planned): Promise<void>;
  /** Undefined where nothing has been planned yet. */
  find(files: ExamFiles): Promise<Planned | undefined>;
  /** Throws `TransientError` `MATERIAL_MOVING` where it is not there: it is on its way to another owner. */
  read(files: ExamFiles): Promise<Planned>;
  keepRound(files: ExamFiles, round: number, plan: RoundPlan): Promise<void>;
  /** Throws as `read` does. */
  readRound(files: ExamFiles, round: number): Promise<RoundPlan>;
  /** Throws as `read` does; also where there is no such batch, as another process has planned anew since. */
  readBatch(files: ExamFiles, batch: { round: number; batch: number; key: string }): Promise<PlannedBatch>;
  remove(files: ExamFiles): Promise<void>;
}

const name = 'material.json';
const roundName = (round: number): string => `round-${round}.json`;
/** Batches of an exam that run in this process read it once. */
const inMemory = 32;
const inMemoryMs = 5 * 60_000;

export function createMaterialStore({ objects }: Pick<Runtime, 'objects'>): MaterialStore {
  const memory = new LRUCache<string, Promise<Planned | undefined>>({ max: inMemory, ttl: inMemoryMs });
  const keyOf = ({ ownerId, examId }: ExamFiles, file: string): string => examPrefix(ownerId, examId) + file;

  async function load(key: string): Promise<Planned | undefined> {
    const bytes = await objects.read(key);
    return bytes && (JSON.parse(bytes.toString('utf8')) as Planned);
  }

  async function find(files: ExamFiles): Promise<Planned | undefined> {
    const key = keyOf(files, name);
    const reading = memory.get(key) ?? load(key);
    memory.set(key, reading);
    const planned = await reading.catch((error: unknown) => {
      memory.delete(key);
      throw error;
    });
    if (!planned) memory.delete(key);
    return planned;
  }

  const moving = (): TransientError =>
    new TransientError('MATERIAL_MOVING', 'The material of the exam is not where it was');

  async function read(files: ExamFiles): Promise<Planned> {
    const planned = await find(files);
    if (!planned) throw moving();
    return planned;
  }

  async function readRound(files: ExamFiles, round: number): Promise<RoundPlan> {
    if (round === 1) return (await read(files)).plan;
    const bytes = await objects.read(keyOf(files, roundName(round)));
    if (!bytes) throw moving();
    return JSON.parse(bytes.toString('utf8')) as RoundPlan;
  }

  return {
    find,
    async keep(files, planned) {
      memory.delete(keyOf(files, name));
      await objects.put(keyOf(files, name), Buffer.from(JSON.stringify(planned)));
    },
    read,
    readRound,
    async keepRound(files, round, plan) {
      await objects.put(keyOf(files, roundName(round)), Buffer.from(JSON.stringify(plan)));
    },
    async readBatch(files, { round, batch, key }) {
      const plan = await readRound(files, round);
      const planned = plan.batches[batch - 1];
      if (planned?.key === key) return planned;
      memory.delete(keyOf(files, name));
      throw moving();
    },
    async remove({ ownerId, examId }) {
      memory.delete(keyOf({ ownerId, examId }, name));
      await objects.deletePrefix(examPrefix(ownerId, examId));
    },
  };
}
