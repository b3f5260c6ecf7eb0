// Who may import whom: DESIGN's table. Checked by tools/checks/import-rules.ts, which also proves that a planted
// violation is caught and that the number of modules is not suspiciously small.
const platform = '^(jira-app|ado-extension|servicenow-scoped)/';
const tests = '[.]test[.]tsx?$';

/** Everything in `from` (tests aside) may import only what `to` matches. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { pathNot: to },
});

const core = '^shared/core/';
const invitation = '^shared/invitation/';
const wizard = '^shared/wizard/';
const npm = 'node_modules/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^tools/checks/planted' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '[.](css|svg|png)$|^src/index[.]js$' } },
    only('core-imports-itself', core, [core, `${npm}zod/`]),
    {
      name: 'core-zod-in-schemas-only',
      severity: 'error',
      from: { path: core, pathNot: ['[.]schema[.]ts$', tests] },
      to: { path: `${npm}zod/` },
    },
    only('invitation', invitation, [invitation, core, `${npm}(zod|@noble/hashes)/`]),
    only('richtext', '^shared/richtext/', ['^shared/richtext/', core, npm]),
    only('runtime', '^shared/runtime/', ['^shared/runtime/', core, npm, '^[a-z0-9_:/]+$']),
    only('wizard', wizard, [wizard, core, invitation, `${npm}(zod|react|@types/react|@sindresorhus/transliterate)/`]),
    only('testkit', '^shared/testkit/', ['^shared/testkit/', core, invitation, npm, '^[a-z_:/]+$']),
    ...['jira-app', 'ado-extension', 'servicenow-scoped'].flatMap((folder) => {
      const own = (part) => `^${folder}/${part}/`;
      const alone = `^${folder}/(platform|index)[.]ts$`;
      return [
        only(`${folder}-tracker`, own('tracker'), [own('tracker'), core, '^shared/(richtext|runtime)/', npm, '^[a-z_:/]+$']),
        only(`${folder}-admin`, own('admin'), [own('admin'), alone, wizard, core, invitation, npm]),
        only(`${folder}-host`, own('host'), [
          `^${folder}/(host|tracker)/`,
          alone,
          '^shared/(core|invitation|richtext|runtime|wizard)/',
          npm,
          '^[a-z_:/]+$',
        ]),
        only(`${folder}-standin`, own('standin'), [own('standin'), '^shared/testkit/', `^${folder}/package[.]json$`, npm, '^[a-z_:/]+$']),
      ];
    }),
    {
      name: 'platforms-apart',
      comment: 'No platform imports another.',
      severity: 'error',
      from: { path: '^(jira-app|ado-extension|servicenow-scoped)/', pathNot: tests },
      to: { path: platform, pathNot: '^$1/' },
    },
    {
      name: 'shared-names-no-platform',
      severity: 'error',
      from: { path: '^shared/', pathNot: tests },
      to: { path: [platform, '^(companion|playground)/'] },
    },
    { name: 'companion-without-forge', severity: 'error', from: { path: '^companion/' }, to: { path: `${npm}@forge/` } },
    {
      name: 'companion-reaches-platforms-in-one-file',
      severity: 'error',
      from: { path: '^companion/', pathNot: ['^companion/platforms[.]ts$', tests] },
      to: { path: platform },
    },
    {
      name: 'companion-reaches-platforms-by-platform-ts',
      severity: 'error',
      from: { path: '^companion/', pathNot: tests },
      to: { path: platform, pathNot: '/(platform|index)[.]ts$' },
    },
    {
      name: 'playground',
      severity: 'error',
      from: { path: '^playground/' },
      to: { path: platform, pathNot: '/(platform|index)[.]ts$|/standin/' },
    },
    {
      name: 'nobody-imports-testkit-in-production',
      severity: 'error',
      from: { path: '/(host|tracker|admin)/|^companion/|^shared/(core|invitation|richtext|runtime|wizard)/', pathNot: tests },
      to: { path: '^shared/testkit/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build|out)/|^servicenow-scoped/sdk/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
