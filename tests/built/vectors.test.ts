/** docs/protocol/vectors in the engine, with the platform's own digests: an instance derives what every other node derives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builtApp, startServiceNow, type ServiceNow } from '@entente/servicenow-scoped/standin';
import * as z from 'zod/mini';

const root = join(import.meta.dirname, '..', '..');
const fileSchema = z.object({ vectors: z.array(z.record(z.string(), z.unknown())) });

/** `given`: the vector. What a file's script answers is put over it, and has to be the same then. */
const scripts: Readonly<Record<string, string>> = {
  'keys.json': `
    var keys = require('shared/core/connection/keys');
    var transcript = keys.transcriptOf({ codeHash: given.codeHash, acceptance: given.acceptance, nonceI: given.nonceI }, crypto);
    return {
      inviteId: require('shared/core/connection/invitation/encode').inviteIdOf(given.secret, crypto),
      handshake: keys.handshakeKeys(given.secret, crypto),
      commit: crypto.sha256(given.nonceI),
      transcript: transcript,
      securityNumber: keys.securityNumberOf(transcript, crypto),
      keys: keys.connectionKeys(given.secret, given.epoch, transcript, crypto)
    };`,
  'auth.json': `return { header: require('shared/core/connection/auth').authHeader(given, given.key, crypto) };`,
  'ascii-json.json': `return { text: require('shared/core/connection/invitation/ascii-json').asciiJson(given.value) };`,
  'versions.json': `return { result: require('shared/core/connection/versions').negotiate(given.ours, given.theirs) };`,
};

/** Finds modules of the node in the application's own script includes. */
const loader = `
  var loaded = {};
  function require(id) {
    if (loaded[id]) return loaded[id];
    loaded[id] = {};
    (EntenteHost[id] || EntenteCore[id] || EntenteConnection[id] || EntenteSync[id])(loaded[id], require);
    return loaded[id];
  }
  var crypto = require('servicenow-scoped/host/basics').crypto;
`;

let instance: ServiceNow;
beforeAll(async () => {
  instance = await startServiceNow({ app: builtApp() });
});
afterAll(() => instance.close());

test.each(Object.keys(scripts))('%s', async (name) => {
  const { vectors } = z.parse(fileSchema, JSON.parse(readFileSync(join(root, 'docs', 'protocol', 'vectors', name), 'utf8')));
  expect(vectors.length).toBeGreaterThan(1);
  for (const vector of vectors) {
    const derived = await instance.control.script(
      `${loader}
      var given = JSON.parse(${JSON.stringify(JSON.stringify(vector))});
      var made = (function () { ${scripts[name] ?? ''} })();
      return JSON.stringify(made);`,
    );
    expect({ ...vector, ...(JSON.parse(String(derived)) as object) }).toEqual(vector);
  }
});
