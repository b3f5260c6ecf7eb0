import { expect, test } from '@jest/globals';
import { portLog, rootLogger } from './log.ts';

test('secrets do not reach the log, however deep they stand', () => {
  const lines: string[] = [];
  const log = portLog(rootLogger({ logLevel: 'info' }, { write: (line) => void lines.push(line) }), { tenant: 't1' });
  log.write('info', 'event', {
    pat: 'abc',
    nested: { list: [{ invitationSecret: 'def', Authorization: 'ghi' }] },
    tokens: ['jkl'],
    code: 'tracker.forbidden',
    count: 2,
  });
  log.write('debug', 'too fine', {});
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/abc|def|ghi|jkl/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ tenant: 't1', msg: 'event', code: 'tracker.forbidden', count: 2, pat: '[hidden]' });
});
