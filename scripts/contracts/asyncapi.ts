/** AsyncAPI 3.0 from the catalogue's commands, events and subscriptions. */
import { commands, events } from '@scory/contracts/catalog.ts';
import { jobEnds } from '@scory/contracts/define.ts';
import { commandEnvelope, completionData, eventEnvelope } from '@scory/contracts/envelope.ts';
import type { z } from 'zod';
import { type Json, schemaOf, sharedSchemas } from './json-schema.ts';

const name = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '_');

function message(type: string, summary: string, envelope: z.ZodObject, data: z.ZodType): Json {
  const shape = schemaOf(envelope) as { properties: Json };
  const payload = {
    ...shape,
    properties: { ...shape.properties, type: { const: type }, data: schemaOf(data) },
  };
  return { name: type, title: type, summary, contentType: 'application/json', payload };
}

export function asyncApi(version: string): Json {
  const channels: Json = {};
  const operations: Json = {};
  const messages: Json = {};
  const add = (
    type: string,
    action: 'send' | 'receive',
    summary: string,
    exchange: 'commands' | 'events',
    content: Json,
  ): void => {
    const key = name(type);
    messages[key] = content;
    channels[key] = {
      address: type,
      description: `Routing key \`${type}\` on the exchange \`<namespace>.${exchange}\`.`,
      messages: { [key]: { $ref: `#/components/messages/${key}` } },
      bindings: {
        amqp: {
          is: 'routingKey',
          exchange: {
            name: `scory.${exchange}`,
            type: exchange === 'commands' ? 'direct' : 'topic',
            durable: true,
            autoDelete: false,
            vhost: '/',
          },
          bindingVersion: '0.3.0',
        },
      },
    };
    operations[`${action}_${key}`] = {
      action,
      channel: { $ref: `#/channels/${key}` },
      summary,
      messages: [{ $ref: `#/channels/${key}/messages/${key}` }],
    };
  };
  for (const command of commands) {
    add(
      command.kind,
      'receive',
      command.summary,
      'commands',
      message(command.kind, command.summary, commandEnvelope, command.data),
    );
    for (const end of jobEnds) {
      const type = `${command.kind}.${end}`;
      add(
        type,
        'send',
        `${command.summary}: ${end}`,
        'events',
        message(type, `The job ended: ${end}`, eventEnvelope, completionData),
      );
    }
  }
  for (const event of events)
    add(
      event.type,
      'send',
      event.summary,
      'events',
      message(event.type, event.summary, eventEnvelope, event.data),
    );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Scory',
      version,
      description: 'Commands and events on RabbitMQ. Delivery is at least once; consumers compare `seq`.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'localhost:5672',
        protocol: 'amqp',
        description: 'RabbitMQ 3.10 or later; every name carries the prefix AMQP_NAMESPACE',
      },
    },
    channels,
    operations,
    components: { messages, schemas: sharedSchemas() },
  };
}
