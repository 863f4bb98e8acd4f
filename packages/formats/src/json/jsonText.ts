// JSON that is all there, as values.
import type { JsonSplitter } from "./splitter.ts";

export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, or why it is none. */
export function parsed(json: string): { readonly value?: unknown; readonly fault?: string } {
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "" };
  }
}

/** Has the values found in all of these bytes. */
export function pourInto(pieces: JsonSplitter, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const room = pieces.room();
    const part = bytes.subarray(done, done + room.length);
    room.set(part);
    pieces.advance(part.length);
    done += part.length;
  }
  pieces.finish();
}
