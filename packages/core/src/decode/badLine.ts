// Lines that could not be read, in words. The kernel notes a reason in numbers.
import type { FoundBadLine } from "./decoder.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import {
  BAD_COLUMNS,
  BAD_JSON,
  BAD_NOT_OBJECT,
  BAD_QUOTE,
  BAD_SIZE,
  BAD_VALUE,
  EXPECTED_COLON,
  EXPECTED_COMMA_OR_BRACE,
  EXPECTED_COMMA_OR_BRACKET,
  EXPECTED_END,
  EXPECTED_ESCAPE,
  EXPECTED_KEY,
  EXPECTED_QUOTE,
  EXPECTED_VALUE,
} from "@flowlogs/kernel/opcodes";

const ENTRY_WORDS = BAD_SIZE / 4;
const LINE_NUMBER = 24;

const expectations: Readonly<Record<number, string>> = {
  [EXPECTED_VALUE]: "a value",
  [EXPECTED_KEY]: "a key in quotes",
  [EXPECTED_COLON]: `":"`,
  [EXPECTED_COMMA_OR_BRACE]: `"," or "}"`,
  [EXPECTED_COMMA_OR_BRACKET]: `"," or "]"`,
  [EXPECTED_QUOTE]: "the end of a string (there is a control character)",
  [EXPECTED_ESCAPE]: "a known escape",
  [EXPECTED_END]: "the end of the line",
};

/** Hands each bad line of the last scan to `report`; `format` names the columns of a text format. */
export function drainBadLines(kernel: Kernel, format: readonly string[], report: (line: FoundBadLine) => void): void {
  const count = kernel.badLines.value;
  for (let i = 0; i < count; i++) {
    const [start = 0, end = 0, reason = 0, a = 0, b = 0, c = 0] = kernel
      .words()
      .subarray(kernel.badTable.value / 4 + i * ENTRY_WORDS);
    const line = new DataView(kernel.bytes().buffer).getFloat64(
      kernel.badTable.value + i * BAD_SIZE + LINE_NUMBER,
      true,
    );
    const bytes = kernel.bytes().slice(start, end);
    report({ line, ...describe(kernel, format, reason, a, b, c), bytes, at: start });
  }
}

function describe(kernel: Kernel, format: readonly string[], reason: number, a: number, b: number, c: number) {
  switch (reason) {
    case BAD_COLUMNS:
      return {
        reason: "wrong number of columns",
        detail: `expected ${format.length} ${format.length === 1 ? "column" : "columns"}, found ${a}`,
        columns: a,
      };
    case BAD_VALUE:
      return {
        reason: "text in place of a number",
        detail: `${format[c]} should be a number, found ${quote(kernel.text(a, b))}`,
      };
    case BAD_JSON:
      return { reason: "not JSON", detail: `expected ${expectations[b]} at column ${a + 1}`, column: a + 1 };
    case BAD_NOT_OBJECT:
      return { reason: "not a JSON object", detail: "expected a line that starts with {" };
    case BAD_QUOTE:
      return {
        reason: "quotes out of place",
        detail: a === 1 ? "a quote is not closed" : "text follows a closing quote",
      };
    default:
      return { reason: "nested too deeply", detail: "more than 512 levels of objects and arrays" };
  }
}

/** A value as it may be in a message: one printable line, cut if it is long. */
function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return JSON.stringify(short);
}
