// Requests items before they are needed, some at a time, so that what they need is under way by then.
import { Notifier } from "@flowlogs/base/notifier";

/** The same items, at most `max` of them requested ahead. Those that were not taken go to `drop`. */
export async function* prefetch<T>(items: AsyncGenerator<T>, max: number, drop: (item: T) => void): AsyncGenerator<T> {
  const waiting: T[] = [];
  const changed = new Notifier();
  const state: { isOver: boolean; fault?: { readonly error: unknown } } = { isOver: false };
  const fill = async (): Promise<void> => {
    try {
      for await (const item of items) {
        waiting.push(item);
        changed.notify();
        while (!state.isOver && waiting.length >= max) await changed.change();
        if (state.isOver) return;
      }
    } catch (error) {
      state.fault = { error };
    } finally {
      state.isOver = true;
      changed.notify();
    }
  };
  const filled = fill();
  try {
    for (;;) {
      const [item] = waiting.splice(0, 1).map((value) => ({ value }));
      if (item !== undefined) {
        changed.notify();
        yield item.value;
      } else if (!state.isOver) await changed.change();
      else if (state.fault !== undefined) throw state.fault.error;
      else return;
    }
  } finally {
    state.isOver = true;
    changed.notify();
    waiting.splice(0).forEach(drop);
    await filled;
    waiting.forEach(drop);
  }
}
