import { expect, test } from '@jest/globals';
import { readInstanceUrl } from './instance-url.ts';

test.each([
  ['https://dev.azure.com/Contoso', 'https://dev.azure.com/contoso', true],
  ['https://dev.azure.com/contoso/_settings/entente.entente.hub?x=1#y', 'https://dev.azure.com/contoso', true],
  ['https://dev.azure.com/contoso/Fabrikam/_boards', 'https://dev.azure.com/contoso', true],
  ['dev.azure.com/contoso', 'https://dev.azure.com/contoso', true],
  ['https://contoso.visualstudio.com/DefaultCollection', 'https://dev.azure.com/contoso', true],
  [' https://tfs.example.com/tfs/Main/ ', 'https://tfs.example.com/tfs/main', false],
  ['https://TFS.example.com:8443/Main/_settings/x', 'https://tfs.example.com:8443/main', false],
])('%s is %s', (text, url, vendor) => expect(readInstanceUrl(text, false)).toEqual({ url, vendor }));

test.each([
  'https://dev.azure.com',
  'https://dev.azure.com/',
  'https://visualstudio.com/x',
  'https://tfs.example.com',
  'https://tfs.example.com/_settings',
  'http://dev.azure.com/contoso',
  'http://tfs.example.com/main',
  'https://user:pass@dev.azure.com/contoso',
  'https://dev.azure.com:444/contoso',
  'https://evil.dev.azure.com/contoso',
  'ftp://tfs.example.com/main',
  '',
  'https://',
])('“%s” is none', (text) => expect(readInstanceUrl(text, false)).toBeNull());

test('plain http only where it is allowed, and never for the vendor’s own service', () => {
  expect(readInstanceUrl('http://127.0.0.1:8080/contoso', true)).toEqual({ url: 'http://127.0.0.1:8080/contoso', vendor: false });
  expect(readInstanceUrl('http://dev.azure.com/contoso', true)).toBeNull();
});
