import { expect, test } from '@jest/globals';
import { readAddress } from './address.ts';

const strict = (text: string): string => {
  const read = readAddress(text, false);
  return read.kind === 'address' ? read.url : read.code;
};

test.each([
  ['https://Example.COM/', 'https://example.com'],
  ['example.com', 'https://example.com'],
  ['example.com:8443/a/b/', 'https://example.com:8443/a/b'],
  ['https://example.com:443/x', 'https://example.com/x'],
  ['  https://a-b.example.org  ', 'https://a-b.example.org'],
  ['https://8.8.8.8', 'https://8.8.8.8'],
  ['https://0x08080808', 'https://8.8.8.8'],
  ['https://[2606:4700::1111]', 'https://[2606:4700:0:0:0:0:0:1111]'],
  ['https://dev.azure.com/some_org', 'https://dev.azure.com/some_org'],
])('%s is %s', (text, url) => expect(strict(text)).toBe(url));

test.each([
  'https://127.0.0.1',
  'https://2130706433',
  'https://0177.0.0.1',
  'https://0x7f.1',
  'https://0x7f000001',
  'https://127.1',
  'https://127.0.0.1.',
  'https://0',
  'https://10.1.2.3',
  'https://012.1.2.3',
  'https://172.31.0.1',
  'https://192.168.1.1',
  'https://192.168.257',
  'https://169.254.169.254',
  'https://0xa9fea9fe',
  'https://100.100.0.1',
  'https://198.18.0.1',
  'https://224.0.0.1',
  'https://255.255.255.255',
  'https://[::1]',
  'https://[::]',
  'https://[::ffff:10.0.0.1]',
  'https://[::ffff:a00:1]',
  'https://[64:ff9b::10.0.0.1]',
  'https://[64:ff9b::808:808]',
  'https://[64:ff9b:1::1]',
  'https://[fe80::1]',
  'https://[fd00::1]',
  'https://[2002:a00:1::]',
  'https://[2001:0:1::]',
  'https://[2001:db8::1]',
  'https://[ff02::1]',
  'https://localhost',
  'https://a.localhost.',
  'https://intranet',
  'https://db.internal',
  'https://printer.local',
  'https://LOCALHOST:443',
])('%s is a forbidden address', (text) => expect(strict(text)).toBe('forbiddenAddress'));

test.each([
  '',
  'https://',
  'https://user:pw@example.com',
  'https://user@example.com',
  'https://example.com?x=1',
  'https://example.com#x',
  'https://exa mple.com',
  'https://example.com/../x',
  'https://example.com/%2e%2E/x',
  'https://example..com',
  'https://-a.com',
  'https://1.2.3.4.5',
  'https://256.256.256.256',
  'https://4294967296',
  'https://1.2.3.08',
  'https://[::1',
  'https://[1:2]',
  'https://[::1%25eth0]',
  'https://example.com:0',
  'https://example.com:70000',
  'https://exämple.com',
  'https:\\\\example.com',
  'ftp://example.com',
  'javascript://example.com',
  'https://%31%32%37.0.0.1',
  'https://example.com:80:80',
  'https://' + 'a'.repeat(600),
])('%s is not a URL', (text) => expect(strict(text)).toBe('notAUrl'));

test('plain http is named', () => {
  expect(strict('http://example.com')).toBe('notHttps');
  expect(strict('http://127.0.0.1')).toBe('notHttps');
});

test('loopback and http come with the setting alone, other private addresses never', () => {
  const lax = (text: string): string => {
    const read = readAddress(text, true);
    return read.kind === 'address' ? read.url : read.code;
  };
  expect(lax('http://127.0.0.1:4000/')).toBe('http://127.0.0.1:4000');
  expect(lax('http://localhost:80')).toBe('http://localhost');
  expect(lax('https://[::1]:1')).toBe('https://[0:0:0:0:0:0:0:1]:1');
  expect(lax('http://example.com')).toBe('notHttps');
  expect(lax('http://10.0.0.1')).toBe('notHttps');
  expect(lax('https://10.0.0.1')).toBe('forbiddenAddress');
  expect(lax('https://intranet')).toBe('forbiddenAddress');
});
