// Helpers for complete JSON texts.
import type { JsonSplitter } from "./splitter.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, or why the text is not JSON. */
export function parseJson(json: string): { readonly value?: unknown; readonly error?: string } {
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "" };
  }
}

/** Splits all of these bytes. */
export function splitBytes(splitter: JsonSplitter, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const room = splitter.room();
    const part = bytes.subarray(done, done + room.length);
    room.set(part);
    splitter.advance(part.length);
    done += part.length;
  }
  splitter.finish();
}
