// Planted: the core may import nothing but itself. The check of import rules must catch this file.
import { readFileSync } from 'node:fs';
export const read = readFileSync;
