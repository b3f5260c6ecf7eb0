import type { Together } from './ports.ts';

/** Several things at once where the host can, else one after another. */
export async function eachOf<Item>(
  { together }: { readonly together?: Together | undefined },
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  if (together !== undefined) return await together.each(items, atOnce, act);
  for (const item of items) await act(item);
}
