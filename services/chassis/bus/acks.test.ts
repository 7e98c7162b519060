import type { ConsumeMessage } from 'amqplib';
import { expect } from 'chai';
import fc from 'fast-check';
import { createAcks } from './acks.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const messageOf = (deliveryTag: number): ConsumeMessage => ({ fields: { deliveryTag } }) as ConsumeMessage;

/** A broker's channel: settles what is open, and closes on a tag that is not, as RabbitMQ does. */
function openChannel() {
  const open = new Set<number>();
  const acked: number[] = [];
  const returned: number[] = [];
  let frames = 0;
  function settle(tag: number, upTo: boolean, into: number[]): void {
    frames += 1;
    if (!open.has(tag)) throw new Error(`PRECONDITION_FAILED - unknown delivery tag ${tag}`);
    for (const candidate of [...open])
      if (candidate === tag || (upTo && candidate < tag)) {
        open.delete(candidate);
        into.push(candidate);
      }
  }
  return {
    open,
    acked,
    returned,
    frames: () => frames,
    ack: (message: ConsumeMessage, upTo = false) => settle(message.fields.deliveryTag, upTo, acked),
    nack: (message: ConsumeMessage) => settle(message.fields.deliveryTag, false, returned),
  };
}

describe('The acks of a channel', () => {
  it('tell of the oldest deliveries with one frame', async () => {
    const channel = openChannel();
    const acks = createAcks(channel);
    for (const round of [0, 1]) {
      const messages = Array.from({ length: 100 }, (_, index) => messageOf(round * 100 + index + 1));
      for (const message of messages) {
        channel.open.add(message.fields.deliveryTag);
        acks.given(message);
      }
      for (const message of messages.toReversed()) acks.ack(message);
      expect(channel.acked).to.have.length(round * 100);
      await turn();
      expect(channel.acked).to.have.length((round + 1) * 100);
      expect(channel.frames()).to.equal(round + 1);
    }
  });

  it('settle just what was settled, whatever the order', async () => {
    const step = fc.record({
      does: fc.constantFrom('given', 'ack', 'giveBack', 'turn'),
      which: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const channel = openChannel();
        const failures: unknown[] = [];
        const watched = {
          ack: (message: ConsumeMessage, upTo?: boolean) => watch(() => channel.ack(message, upTo)),
          nack: (message: ConsumeMessage) => watch(() => channel.nack(message)),
        };
        function watch(work: () => void): void {
          try {
            work();
          } catch (error) {
            failures.push(error);
          }
        }
        const acks = createAcks(watched);
        const held: ConsumeMessage[] = [];
        const expected = { acked: [] as number[], returned: [] as number[] };
        let given = 0;
        for (const { does, which } of steps) {
          if (does === 'turn') await turn();
          else if (does === 'given') {
            given += 1;
            channel.open.add(given);
            const message = messageOf(given);
            held.push(message);
            acks.given(message);
          } else if (held.length > 0) {
            const [message] = held.splice(which % held.length, 1) as [ConsumeMessage];
            acks[does](message);
            expected[does === 'ack' ? 'acked' : 'returned'].push(message.fields.deliveryTag);
          }
        }
        acks.flush();
        const sorted = (tags: number[]): number[] => tags.toSorted((a, b) => a - b);
        expect(failures).to.deep.equal([]);
        expect(sorted(channel.acked)).to.deep.equal(sorted(expected.acked));
        expect(sorted(channel.returned)).to.deep.equal(sorted(expected.returned));
        expect([...channel.open]).to.deep.equal(sorted(held.map(({ fields }) => fields.deliveryTag)));
      }),
      { numRuns: 300 },
    );
  });

  it('outlive a channel that closed', async () => {
    const acks = createAcks({
      ack: () => {
        throw new Error('Channel closed');
      },
      nack: () => {
        throw new Error('Channel closed');
      },
    });
    const [one, two] = [messageOf(1), messageOf(2)];
    acks.given(one);
    acks.given(two);
    acks.ack(two);
    acks.giveBack(one);
    await turn();
  });
});
