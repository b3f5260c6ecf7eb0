/**
 * The operator's commands. Output goes to stdout, complaints to stderr.
 *
 * Exit codes: 0 done; 1 refused, or the doctor found a problem; 2 the settings are wrong.
 */
import { Command } from 'commander';
import { readConfiguration, type Configuration } from '../configuration.ts';
import { readVersion } from '../version.ts';
import { doctor } from './doctor.ts';
import { listInstances, removeInstance } from './instances.ts';
import { pair } from './pair.ts';

interface Global {
  readonly config?: string;
}

export function program(): Command {
  const made = new Command('entente-companion')
    .description('Answers for trackers whose extensions run no server code of their own.')
    .version(readVersion())
    .option('-c, --config <file>', 'settings, as JSON or YAML (ENTENTE_CONFIG); the environment wins over it');
  const run = (work: (configuration: Configuration) => Promise<void> | void): (() => Promise<void>) => withConfiguration(made, work);
  made
    .command('serve', { isDefault: true })
    .description('run until told to stop')
    .action(
      run(async (configuration) => {
        // The other commands answer at once without all that this needs.
        const { serve } = await import('./serve.ts');
        await serve(configuration);
      }),
    );
  made
    .command('pair')
    .alias('pairing-secret')
    .description('make a pairing secret for the next organisation; the one before it stops working')
    .action(run(pair));
  const instances = made.command('instances').description('the trackers that this companion answers for');
  instances
    .command('list', { isDefault: true })
    .description('their state, connections and last sweep')
    .option('--json', 'as JSON')
    .action(
      async ({ json = false }: { readonly json?: boolean }) =>
        await run(async (configuration) => await listInstances(configuration, json))(),
    );
  instances
    .command('remove <address>')
    .description('forget one, with all of its connections; issues stay where they are')
    .option('--even-connected', 'also where it still has connections: its partners see that it no longer answers')
    .action(async (address: string, { evenConnected = false }: { readonly evenConnected?: boolean }) => {
      await run(async (configuration) => await removeInstance(configuration, { address, evenConnected }))();
    });
  made
    .command('doctor')
    .description('look for what is amiss, and say what to do')
    .option('--json', 'as JSON')
    .action(
      async ({ json = false }: { readonly json?: boolean }) => await run(async (configuration) => await doctor(configuration, json))(),
    );
  return made;
}

function withConfiguration(command: Command, work: (configuration: Configuration) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const { config } = command.opts<Global>();
    const read = readConfiguration(config === undefined ? process.env : { ...process.env, ENTENTE_CONFIG: config });
    if (read.ok) {
      await work(read.configuration);
      return;
    }
    console.error(`These settings are wrong:\n${read.problems.map((problem) => `  ${problem}`).join('\n')}`);
    process.exitCode = 2;
  };
}
