// Items that are asked for before they are needed, some at a time, so that what they need is under way by then.
import { Notifier } from "@flowlogs/base/notifier";

/** The same items; `most` of them may wait for their turn. Those that nobody took are given to `drop`. */
export async function* ahead<T>(items: AsyncGenerator<T>, most: number, drop: (item: T) => void): AsyncGenerator<T> {
  const waiting: T[] = [];
  const changed = new Notifier();
  const state: { isOver: boolean; fault?: { readonly error: unknown } } = { isOver: false };
  const fill = async (): Promise<void> => {
    try {
      for await (const item of items) {
        waiting.push(item);
        changed.notify();
        while (!state.isOver && waiting.length >= most) await changed.change();
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
