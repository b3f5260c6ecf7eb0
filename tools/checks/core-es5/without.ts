/** What SWC calls for `const { a, ...rest } = object`, in the place of its own helper, which names `Reflect`. */
export function _(source: { readonly [name: string]: unknown } | null | undefined, excluded: readonly string[]): object {
  const rest: { [name: string]: unknown } = {};
  for (const name of Object.keys(source ?? {})) if (excluded.indexOf(name) < 0) rest[name] = source?.[name];
  return rest;
}
