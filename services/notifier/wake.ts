/** Routes and event handlers tell the delivery loop of the same process that there is something to send. */
import type { Runtime } from '@scory/chassis/runtime.ts';

const listeners = new WeakMap<Runtime, Set<() => void>>();

/** Calls `wake` whenever this process wrote a delivery that is due; returns how to end that. */
export function onDeliveriesWritten(runtime: Runtime, wake: () => void): () => void {
  const wakes = listeners.get(runtime) ?? new Set();
  listeners.set(runtime, wakes.add(wake));
  return () => void wakes.delete(wake);
}

export function deliveriesWritten(runtime: Runtime): void {
  for (const wake of listeners.get(runtime) ?? []) wake();
}
