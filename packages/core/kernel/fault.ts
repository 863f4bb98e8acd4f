// Why a line is no JSON: where it goes wrong and what was expected there (in words in src/decode/bad.ts).

/** Where the line stops being JSON. */
export let faultAt: usize = 0;
/** What was expected at the fault: see src/decode/bad.ts. */
export let expected: u32 = 0;
export const EXPECTED_VALUE: u32 = 1;
export const EXPECTED_KEY: u32 = 2;
export const EXPECTED_COLON: u32 = 3;
export const EXPECTED_COMMA_OR_BRACE: u32 = 4;
export const EXPECTED_COMMA_OR_BRACKET: u32 = 5;
export const EXPECTED_QUOTE: u32 = 6;
export const EXPECTED_ESCAPE: u32 = 7;
export const EXPECTED_END: u32 = 8;
export const EXPECTED_LESS_DEPTH: u32 = 9;

export function clearFault(): void {
  expected = 0;
}

/** Notes the first fault of a line; always 0. */
export function fault(at: usize, what: u32): usize {
  if (!expected) {
    faultAt = at;
    expected = what;
  }
  return 0;
}
