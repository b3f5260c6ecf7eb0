// The SDK's own step for pages, but without what only a developer of the page needs: the source map, which is six times as
// long as the page, and a copy of its source for editing in the instance. Both are in the repository.
import { rollup, servicenowFrontEndPlugins } from '@servicenow/isomorphic-rollup';

export default async ({ rootDir, config, fs, path, registerExplicitId }) => {
  const clientDir = path.join(rootDir, config.clientDir);
  const dir = path.join(rootDir, config.staticContent.buildDir);
  fs.rmSync(dir, { recursive: true, force: true });
  const plugins = await servicenowFrontEndPlugins({
    scope: config.scope,
    rootDir: clientDir,
    projectRootDir: rootDir,
    registerExplicitId,
    editableSourceCodeOnInstance: false,
  });
  const bundle = await rollup({ fs, input: path.join(clientDir, '**', '*.html'), plugins });
  await bundle.write({ dir, sourcemap: false });
};
