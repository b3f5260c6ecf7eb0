import * as z from 'zod/mini';
import type { Connection } from '../connection/connection.schema.ts';
import { connectionSchema } from '../connection/connection.schema.ts';

export const readConnection = (value: unknown): Connection => z.parse(connectionSchema, value);
