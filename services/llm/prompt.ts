import type { z } from 'zod';
import type { Picture } from './provider.ts';

/** A versioned prompt: what a model is told and what it must answer. */
export interface Prompt<I, O> {
  /** `service.purpose`. */
  id: string;
  /** Grows with every change of wording or schema; part of cache keys. */
  version: number;
  system: string;
  /** The user message. Text from documents and people stands fenced in it, as data. */
  user(input: I): string;
  /** What the user message shows before its text, to a model that takes pictures. They are data as fenced text is. */
  pictures?(input: I): readonly Picture[];
  /** Shape of the answer; plain objects and arrays without optional fields, as structured output wants them. */
  schema: z.ZodType<O>;
  maxOutputTokens: number;
}
