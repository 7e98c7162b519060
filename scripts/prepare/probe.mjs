// Whether a server really answers its own protocol: an open port alone may be anything.
import net from 'node:net';

const timeoutMs = 1_500;

/** Sends `hello` and resolves with the first bytes that come back; undefined on refusal or silence. */
function firstAnswer(host, port, hello) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const finish = (value) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(value);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    socket.once('connect', () => socket.write(hello));
    socket.once('data', finish);
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
  });
}

const address = (url, port) => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: Number(url.port || port),
});

const probes = {
  // SSLRequest: the server answers one byte, S or N.
  postgresql: async (url) => {
    const { host, port } = address(url, 5432);
    const answer = await firstAnswer(host, port, Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    return answer !== undefined && (answer[0] === 0x53 || answer[0] === 0x4e);
  },
  // Protocol header: the server answers Connection.Start, a method frame (1) on channel 0.
  rabbitmq: async (url) => {
    if (url.protocol === 'amqps:') return true;
    const { host, port } = address(url, 5672);
    const answer = await firstAnswer(host, port, Buffer.from('AMQP\u0000\u0000\u0009\u0001', 'latin1'));
    return answer !== undefined && answer[0] === 1;
  },
  redis: async (url) => {
    if (url.protocol === 'rediss:') return true;
    const { host, port } = address(url, 6379);
    const answer = await firstAnswer(host, port, 'PING\r\n');
    return answer !== undefined && /^(\+PONG|-NOAUTH|-DENIED)/.test(answer.toString('latin1'));
  },
};

export const answers = (kind, url) => probes[kind](new URL(url));
