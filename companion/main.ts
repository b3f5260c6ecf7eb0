#!/usr/bin/env node
/** The command `entente-companion`. */
import { program } from './cli/program.ts';

await program().parseAsync();
