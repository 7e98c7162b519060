/**
 * The acks of one channel. What was settled within one turn of the event loop is told together, and where the oldest
 * deliveries are among it, with one frame for all of them: a quorum queue writes each frame to its log.
 */
import type { Channel, ConsumeMessage } from 'amqplib';

export interface Acks {
  /** Notes a delivery; deliveries are noted in the order the broker gave them out. */
  given(message: ConsumeMessage): void;
  ack(message: ConsumeMessage): void;
  /** Puts the message back into its queue. */
  giveBack(message: ConsumeMessage): void;
  /** Tells what is not told yet. */
  flush(): void;
}

/** Both throw once the channel has closed. */
type Settling = Pick<Channel, 'ack' | 'nack'>;

export function createAcks(channel: Settling): Acks {
  /** Delivery tags the broker waits for, oldest first. */
  const open = new Map<number, ConsumeMessage>();
  let done = new Map<number, ConsumeMessage>();

  function tell(settle: () => void): void {
    try {
      settle();
    } catch {
      // The channel closed this instant: the broker gives the messages out again.
    }
  }

  function flush(): void {
    const acked = done;
    done = new Map();
    let last: ConsumeMessage | undefined;
    for (const tag of open.keys()) {
      const message = acked.get(tag);
      if (!message) break;
      last = message;
      open.delete(tag);
      acked.delete(tag);
    }
    const upTo = last;
    if (upTo) tell(() => channel.ack(upTo, true));
    for (const [tag, message] of acked) {
      open.delete(tag);
      tell(() => channel.ack(message));
    }
  }

  return {
    given(message) {
      open.set(message.fields.deliveryTag, message);
    },
    ack(message) {
      if (done.size === 0) setImmediate(flush);
      done.set(message.fields.deliveryTag, message);
    },
    giveBack(message) {
      open.delete(message.fields.deliveryTag);
      tell(() => channel.nack(message, false, true));
    },
    flush,
  };
}
