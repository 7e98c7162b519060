/** The dead-letters queue, read without taking anything out of it that is not dropped or replayed. */
import { jobIdOf } from '@scory/chassis/jobs/parking.ts';
import { connect, type GetMessage } from 'amqplib';
import type { Tools } from './tools.ts';

export interface DeadLetter {
  id: string;
  /** Where it was consumed from: a kind of commands or the name of a subscription. */
  queue: string;
  parkedAt: string;
  jobId: string | undefined;
  body: Buffer;
  message: GetMessage;
}

export interface Broker {
  /** Puts the message into its queue again; resolves when the broker has it. */
  sendBack(letter: DeadLetter): Promise<void>;
  /** Takes the letter out of the dead-letters queue. */
  forget(letter: DeadLetter): Promise<void>;
}

/** Lends all letters; those that are not forgotten lie in the queue as before once `work` is through. */
export async function readLetters(
  { rabbitmqUrl, namespace }: Tools,
  work: (letters: DeadLetter[], broker: Broker) => Promise<void>,
): Promise<void> {
  const connection = await connect(rabbitmqUrl);
  try {
    const reading = await connection.createChannel();
    const queue = `${namespace}.dead-letters`;
    const { messageCount } = await reading.checkQueue(queue);
    const letters: DeadLetter[] = [];
    while (letters.length < messageCount) {
      const message = await reading.get(queue, { noAck: false });
      if (!message) break;
      letters.push(letterOf(message));
    }
    const sending = await connection.createConfirmChannel();
    await work(letters, {
      async sendBack(letter) {
        const { headers = {}, messageId, type, correlationId } = letter.message.properties;
        const { 'x-scory-queue': _queue, 'x-scory-parked-at': _at, ...kept } = headers;
        const options = { persistent: true, messageId, type, correlationId, headers: kept };
        const origin = `${namespace}.${letter.queue}`;
        // Throws where the queue is gone: the broker would drop the message without a word.
        await sending.checkQueue(origin);
        sending.sendToQueue(origin, letter.body, options);
        await sending.waitForConfirms();
      },
      async forget(letter) {
        reading.ack(letter.message);
      },
    });
    // An ack has no answer; the close has, and comes after it. What was not acked goes back to the queue.
    await reading.close();
  } finally {
    await connection.close();
  }
}

function letterOf(message: GetMessage): DeadLetter {
  const { headers = {}, messageId } = message.properties;
  return {
    id: String(messageId ?? ''),
    queue: String(headers['x-scory-queue'] ?? message.fields.routingKey),
    parkedAt: String(headers['x-scory-parked-at'] ?? ''),
    jobId: jobIdOf(message.content),
    body: message.content,
    message,
  };
}
