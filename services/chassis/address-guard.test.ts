import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isAddressAllowed } from './address-guard.ts';

const forbidden = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...[
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
  ],
  ...[
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
  ],
  ...['240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
  ],
  ...['64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:2::1', '2001:10::1', '2001:20::1'],
  ...[
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
  ],
  ...['fec0::1', 'ff02::1', '4000::1'],
  ...['', 'localhost', 'example.com', '[::1]', '1.2.3.4.5', '127.0.0.1/8'],
];
const allowed = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '100.128.0.1',
];
const allowed6 = ['2606:4700:4700::1111', '2a00:1450:4001::200e', '2001:4860:4860::8888'];

describe('the guard of addresses', () => {
  for (const address of forbidden)
    it(`refuses ${address || 'nothing'}`, () => expect(isAddressAllowed(address)).to.equal(false));

  for (const address of [...allowed, ...allowed6])
    it(`lets ${address} through`, () => expect(isAddressAllowed(address)).to.equal(true));

  it('lets loopback through where that is allowed, and nothing besides', () => {
    const loopback = ['127.0.0.1', '127.255.255.254', '::1'];
    for (const address of loopback)
      expect(isAddressAllowed(address, { allowLoopback: true }), address).to.equal(true);
    for (const address of forbidden.filter((each) => !each.startsWith('127.') && each !== '::1'))
      expect(isAddressAllowed(address, { allowLoopback: true }), address).to.equal(false);
  });
});
