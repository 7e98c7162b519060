/** `?not_before=` on routes that accept jobs: when the job may begin. */
import type { RouteContract } from '@scory/contracts/define.ts';
import type { Request } from 'express';
import { z } from 'zod';
import { validationProblem } from './problem.ts';

/** Longer ones outlive what they were asked for, and what is kept of jobs. */
const notBeforeMaxDays = 30;

const dayMs = 86_400_000;
const query = z.object({
  not_before: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .refine((at) => at.getTime() <= Date.now() + notBeforeMaxDays * dayMs, {
      message: `is more than ${notBeforeMaxDays} days ahead`,
    })
    .optional(),
});

/** Undefined where the job may begin at once; a time that has passed says so as well. */
export function notBeforeOf(contract: RouteContract, request: Pick<Request, 'query'>): Date | undefined {
  if (!contract.acceptsJob || request.query.not_before === undefined) return undefined;
  const parsed = query.safeParse({ not_before: request.query.not_before });
  if (!parsed.success) throw validationProblem(parsed.error, 'query');
  const at = parsed.data.not_before;
  return at && at.getTime() > Date.now() ? at : undefined;
}
