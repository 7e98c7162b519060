/** A parent for the pool's tests to kill: warms its child with the first file, then has it read the second. */
import { createExtractionPool } from '../extraction/pool.ts';

const [, , warm, busy] = process.argv as [string, string, string, string];
const pool = createExtractionPool({ size: 1, residentMb: 4_000, heapMb: 2_000 });
await pool.extract(warm, 'application/pdf');
void pool.extract(busy, 'application/pdf').catch(() => undefined);
process.send?.(pool.pids());
