/** When a job is tried again. */
import type { CommandContract } from '@scory/contracts/define.ts';

const maxBackoffMs = 120_000;

/** Exponential, with full jitter on the upper half; never earlier than the cause asked for. */
export function backoffMs(contract: CommandContract, attempt: number, retryAfterMs = 0): number {
  const ceiling = Math.min(maxBackoffMs, contract.backoffMs * 2 ** attempt);
  return Math.round(Math.max(retryAfterMs, ceiling / 2 + (Math.random() * ceiling) / 2));
}
