// The last line of a run that hands its state over to the command that writes its records (flowlogs-read --prepare). Commands
// between them hand the line on when they end without an error, so that who gets it knows that nothing is missing:
//
//   {"complete()":"018f6e1c-5d3a-4c1e-9c53-0f3a4f1b2c3d"}

/** The key of the line. No field of a flow log can be called that. */
export const COMPLETE_KEY = "complete()";

const START = `{"${COMPLETE_KEY}":"`;
/** The length of a UUID, which is the id of a run, and of the whole line. */
const ID_LENGTH = 36;
const LENGTH = START.length + ID_LENGTH + '"}\n'.length;

const [NEWLINE, OPEN_BRACE] = [10, 123];
const encoder = new TextEncoder();
const pattern = /^\{"complete\(\)":"([\da-f-]{36})"\}\n$/;

/** The line of the run with this id. */
export function completeLine(id: string): Uint8Array {
  return encoder.encode(`${START}${id}"}\n`);
}

/** The id of the run whose line ends at `end`, and that line's length; `bytes` are whole lines from `start` on. */
export function completeLineBefore(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly id: string; readonly length: number } | undefined {
  const from = end - LENGTH;
  if (from < start || bytes[from] !== OPEN_BRACE) return undefined;
  if (from > start && bytes[from - 1] !== NEWLINE) return undefined;
  const [, id] = pattern.exec(String.fromCharCode(...bytes.subarray(from, end))) ?? [];
  return id === undefined ? undefined : { id, length: LENGTH };
}
