/** Where an operator looks at the queues. */
const managementPort = 15_672;
const patienceMs = 1_000;

/** The management UI's address where it answers, else how it is enabled. */
export async function brokerPage(rabbitmqUrl: string | undefined): Promise<string> {
  const host = new URL(rabbitmqUrl ?? 'amqp://localhost').hostname;
  const address = `http://${host}:${managementPort}/`;
  try {
    await fetch(address, { signal: AbortSignal.timeout(patienceMs) });
    return address;
  } catch {
    return 'the management UI is off; `rabbitmq-plugins enable rabbitmq_management` switches it on';
  }
}
