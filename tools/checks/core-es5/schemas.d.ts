import * as z from 'zod';
import type { Shape } from './runtime.ts';
/** What the compiled module imports in zod's place. */
export declare const schemaRuntime: string;
export declare function isSchema(value: unknown): value is z.core.$ZodType;
/** What runtime.ts checks values against. */
export declare function shapeOf(schema: z.core.$ZodType): Shape;
export declare function importsZod(source: string): boolean;
/** The module with each schema replaced by its compiled one. Schemas that it keeps to itself are parts of others, and go. */
export declare function compiledSchemas(file: string): Promise<string>;
