// Tests live beside what they test (*.test.ts, *.test.tsx); tests of several packages together live in tests/.
// Run through `npm test`, which sets --experimental-vm-modules on Node 24.
const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
  module: { type: 'es6' },
};

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/tools/jest/environment.mjs',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', swc] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/build/', '/out/'],
  modulePathIgnorePatterns: [
    '<rootDir>/build/',
    '<rootDir>/dist/',
    '<rootDir>/servicenow-scoped/sdk/',
    '<rootDir>/tools/vendor/node_modules/',
  ],
};

/** Need the ServiceNow application as the vendor's SDK builds it; these alone: `npm run test:servicenow`. */
const withSdk = [
  '<rootDir>/tests/pair/**/servicenow.test.ts',
  '<rootDir>/tests/browser/servicenow.test.ts',
  '<rootDir>/tests/browser/servicenow-panel.test.ts',
  '<rootDir>/tests/browser/seed-servicenow-accepts.test.ts',
  '<rootDir>/servicenow-scoped/host/**/*.test.ts',
  '<rootDir>/tests/built/**/*.test.ts',
];
const withSdkPatterns = [
  '/servicenow(-panel)?[.]test[.]ts$',
  '/seed-servicenow-accepts[.]test[.]ts$',
  '/servicenow-scoped/host/',
  '/tests/built/',
];

/** Suites whose nodes and engines the harnesses make: once more with the core as it is built into the ServiceNow application. */
const withBuiltCore = [
  '<rootDir>/shared/core/admin/{admin,instance}.test.ts',
  '<rootDir>/shared/core/connection/**/{auth,away,crash,died,exchange,handshake,middle,private-verdict,thief}.test.ts',
  '<rootDir>/shared/core/sync/{activity,crash,engine,nodes,texts}.test.ts',
  '<rootDir>/shared/core/{node,restored}.test.ts',
];
export default {
  // A hook that starts ten hosts on a machine that is busy with others, not what a test should take.
  testTimeout: 300_000,
  // A worker ends by itself, but frees a gigabyte first: half a second, as it is by default, is not enough for that on a busy machine.
  workerGracefulExitTimeout: 30_000,
  testSequencer: '<rootDir>/tools/jest/sequencer.mjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['**/*.test.ts', '**/*.test.tsx'],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, '/tests/browser/', ...withSdkPatterns],
    },
    {
      ...base,
      displayName: 'browser',
      testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, ...withSdkPatterns],
    },
    { ...base, displayName: 'servicenow', testMatch: withSdk },
    {
      ...base,
      displayName: 'servicenow-core',
      testMatch: withBuiltCore,
      setupFilesAfterEnv: ['<rootDir>/tests/built/setup.ts'],
    },
  ],
};
