import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { newRequestId } from './request-id.ts';

test('a UUID of version 4, another one each time', () => {
  const made = Array.from({ length: 100 }, newRequestId);
  for (const one of made) expect(z.safeParse(z.uuidv4(), one).success).toBe(true);
  expect(new Set(made).size).toBe(100);
});
