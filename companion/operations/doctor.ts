/** Looks at everything that an operator can mend, and says what to do. Changes nothing. */
import type { Parts } from '../parts.ts';
import type { Finding } from './contract.ts';
import { examineFiles } from './examine-files.ts';
import { examineInstance } from './examine-instance.ts';
import { examinePublicUrl } from './examine-public-url.ts';
import type { Live } from './operations.ts';

export async function examine(parts: Parts, live: Live | null): Promise<readonly Finding[]> {
  const findings = [...examineFiles(parts), ...(await examinePublicUrl(parts.configuration, live))];
  for (const tenant of parts.register.all()) findings.push(...(await examineInstance(parts, live, tenant)));
  return findings;
}
