// The keys of the records that the kernel has learned (packages/kernel/assembly/scan/layout.ts): a layout is the text between their values.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { LAYOUT_ENTRY, LAYOUT_HEAD } from "@flowlogs/kernel/opcodes";

/** Limit of the keys that are listed. */
const ENOUGH = 1000;

/** The keys of these records, each once, in their order, and of one more record. */
export function keysInLayouts(kernel: Kernel, record: string): readonly string[] {
  const layouts = Array.from({ length: kernel.layoutCount.value }, (_, i) =>
    recordOf(kernel, kernel.layoutOf(i) >>> 0),
  );
  const keys = new Set<string>();
  for (const text of [record, ...layouts]) addKeys(text, keys);
  return [...keys];
}

/** A record of the layout, all its values zero. */
function recordOf(kernel: Kernel, layout: number): string {
  const count = kernel.words()[layout / 4] ?? 0;
  const texts = Array.from({ length: count }, (_, i) => {
    const [at = 0, length = 0] = kernel.words().subarray((layout + LAYOUT_HEAD + i * LAYOUT_ENTRY) / 4);
    return kernel.text(at, at + length);
  });
  return texts.join("0");
}

function addKeys(record: string, keys: Set<string>): void {
  const add = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      keys.add(path);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (keys.size < ENOUGH) add(inner, path === "" ? key : `${path}.${key}`);
    }
  };
  try {
    add(JSON.parse(record), "");
  } catch {
    // No record, no keys.
  }
  keys.delete("");
}
