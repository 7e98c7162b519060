import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type EdgeWorld, openEdgeWorld } from './edge-world.ts';

describe('a body announced as too large', () => {
  let lab: EdgeWorld;
  before(async () => {
    lab = await openEdgeWorld();
  });
  after(() => lab?.close());
  it('is refused before it is sent, and the connection ends', async () => {
    const { Authorization } = lab.authorization(lab.owner);
    const head = `POST /lab/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: ${Authorization}\r\nContent-Length: 5000000\r\n\r\n`;
    const text = await lab.raw([head, '{"name":"x']);
    expect(text)
      .to.match(/^HTTP\/1\.1 413 /)
      .and.include('Connection: close');
  });
});
