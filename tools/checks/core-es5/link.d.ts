export interface LinkedModule {
  readonly id: string;
  /** The body of `function (exports, require)`: ES5, with the ids of modules in its calls of `require`. */
  readonly code: string;
}
export interface LinkOptions {
  /** What the ids are relative to. */
  readonly root: string;
  /** Absolute path. */
  readonly entry: string;
  /** Absolute paths by the name that is imported. */
  readonly replaced?: {
    readonly [specifier: string]: string;
  };
}
/** The entry's module comes first. */
export declare function link(options: LinkOptions): Promise<readonly LinkedModule[]>;
/** One script whose value is what the entry exports. */
export declare function asScript(modules: readonly LinkedModule[], name: string): string;
/** Defines `require`; `find` is an expression over `id`. A module that is still loading is given as far as it is. */
export declare function loader(find: string): string;
