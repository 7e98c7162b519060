/** AsyncAPI 3.0 from the catalogue's commands, events and subscriptions, and of what is said over the live socket. */
import { commands, events } from '@scory/contracts/catalog.ts';
import { jobEnds } from '@scory/contracts/define.ts';
import { commandEnvelope, completionData, eventEnvelope } from '@scory/contracts/envelope.ts';
import { liveMessage, liveRequest, openLive } from '@scory/contracts/jobs/live.ts';
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

/** Both directions of the live socket, a message for each thing that may be said. */
function addLive({
  channels,
  operations,
  messages,
}: {
  channels: Json;
  operations: Json;
  messages: Json;
}): void {
  const address = '#/channels/live';
  const said: Json = {};
  for (const [action, speaker, union] of [
    ['receive', 'client', liveRequest],
    ['send', 'server', liveMessage],
  ] as const) {
    const keys = union.options.map((option) => {
      const type = String(option.shape.type.value);
      const key = `live_${type}`;
      const summary = `The ${speaker} says \`${type}\``;
      messages[key] = {
        name: type,
        title: type,
        summary,
        contentType: 'application/json',
        payload: schemaOf(option),
      };
      said[key] = { $ref: `#/components/messages/${key}` };
      return key;
    });
    operations[`${action}_live`] = {
      action,
      channel: { $ref: address },
      summary: `What the ${speaker} may say`,
      messages: keys.map((key) => ({ $ref: `${address}/messages/${key}` })),
    };
  }
  channels.live = {
    address: openLive.path,
    description: openLive.description,
    servers: [{ $ref: '#/servers/edge' }],
    messages: said,
    bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
  };
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
      servers: [{ $ref: '#/servers/broker' }],
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
  addLive({ channels, operations, messages });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Scory',
      version,
      description:
        'Commands and events on RabbitMQ, and the live socket of the API. Delivery of events is at least once; consumers compare `seq`.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'localhost:5672',
        protocol: 'amqp',
        description: 'RabbitMQ 3.10 or later; every name carries the prefix AMQP_NAMESPACE',
      },
      edge: {
        host: 'localhost:5000',
        protocol: 'ws',
        description: 'A WebSocket, opened with an access token or a one-use ticket',
      },
    },
    channels,
    operations,
    components: { messages, schemas: sharedSchemas('Job', 'Problem') },
  };
}
