import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Bus, openBus } from '../bus.ts';
import { createLogger } from '../log.ts';
import { removeBrokerNamespace, testEnvironment, until } from '../testing/harness.ts';
import { openWire, type Wire } from '../testing/wire.ts';

describe('a broker that keeps the connection and confirms nothing', () => {
  const url = testEnvironment().RABBITMQ_URL ?? 'amqp://127.0.0.1:5672';
  const namespace = `silent-test-${randomUUID()}`;
  const topology = { commands: ['silent.command'], subscriptions: [] };
  let wire: Wire;
  let bus: Bus;

  const publish = () =>
    bus.publish({
      exchange: 'commands',
      routingKey: 'silent.command',
      body: Buffer.from('{}'),
      messageId: randomUUID(),
      type: 'silent.command',
    });

  before(async () => {
    wire = await openWire(url);
    const log = createLogger({ level: 'silent', format: 'json' });

    bus = openBus({ url: wire.url, namespace, topology, log, confirmTimeoutMs: 300 });
    await until('it is connected', () => bus.state() === 'open');
  });
  after(async () => {
    await wire.cut();
    await bus.close();
    await removeBrokerNamespace(url, namespace, topology.commands);
  });

  it('is asked anew over another connection, on which messages are confirmed again', async () => {
    await publish();
    wire.stall();
    const refused = await publish().catch((error: Error) => error.message);
    expect(refused).to.match(/no confirm within 300 ms|the connection was lost/);
    await until('a message is confirmed', () =>
      publish().then(
        () => true,
        () => false,
      ),
    );
  });

  it('does not keep the process from ending', async () => {
    wire.stall();
    await bus.close();
    expect(bus.state()).to.equal('closed');
  });

  it('nor does one that is gone', async () => {
    const log = createLogger({ level: 'silent', format: 'json' });
    const another = openBus({ url: wire.url, namespace, topology, log });
    await until('it is connected', () => another.state() === 'open');
    await wire.cut();
    await another.close();
    expect(another.state()).to.equal('closed');
    await wire.mend();
  });
});
