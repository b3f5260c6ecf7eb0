/** The core's only door. */
export * from './fault.ts';
export * from './ids.ts';
export type * from './json.ts';
export type * from './node.ts';
export type * from './platform.ts';
export type * from './ports.ts';
export type * from './tracker.ts';
export type * from './richtext/document.ts';
export type * from './sync/engine.ts';
export * from './connection/node-info.schema.ts';
export * from './connection/connection.schema.ts';
export * from './connection/invitation/ascii-json.ts';
export * from './connection/invitation/base64.ts';
export * from './connection/invitation/encode.ts';
export * from './connection/invitation/payload.schema.ts';
