// NDJSON lines as the elements of one JSON array, without holding them.
import type { WriteBytes } from "../encode/output.ts";
import { prettyJson } from "./pretty.ts";

/** Wraps a sink: lines go in, `[`, the lines with commas between, `]` come out. */
export function jsonArray(sink: WriteBytes, isIndented = false): { write: WriteBytes; end: () => void } {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let open = false;
  return {
    // Every chunk is whole lines, so that the last newline is held back for the comma that may follow.
    write(bytes) {
      const text = decoder.decode(bytes).slice(0, -1);
      const lines = isIndented ? indented(text) : text.replaceAll("\n", ",\n");
      sink(encoder.encode((open ? ",\n" : "[\n") + lines));
      open = true;
    },
    end() {
      sink(encoder.encode(open ? "\n]\n" : "[]\n"));
    },
  };
}

function indented(lines: string): string {
  return lines
    .split("\n")
    .map((line) => `  ${prettyJson(line, 1)}`)
    .join(",\n");
}
