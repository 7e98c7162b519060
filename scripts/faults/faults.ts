/** The faults, each injected while jobs come in, run and end. */
import { brokerFaults } from './broker-faults.ts';
import { clientFaults } from './client-faults.ts';
import type { Fault } from './lab.ts';
import { messageFaults } from './message-faults.ts';
import { processFaults } from './process-faults.ts';
import { storeFaults } from './store-faults.ts';

export const faults: readonly Fault[] = [
  ...processFaults,
  ...brokerFaults,
  ...storeFaults,
  ...messageFaults,
  ...clientFaults,
].sort((a, b) => a.number - b.number);
