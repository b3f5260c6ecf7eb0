import type { Together } from '@entente/core';

/** The Together port. */
export const together: Together = {
  async each(items, atOnce, act) {
    const left = [...items];
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let item = left.shift(); item !== undefined && failures.length === 0; item = left.shift()) {
        try {
          await act(item);
        } catch (caught) {
          failures.push(caught);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
    if (failures.length > 0) throw failures[0];
  },
};
