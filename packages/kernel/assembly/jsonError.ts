// Why a line is no JSON: where it goes wrong and what was expected there.

/** Where the line stops being JSON. */
export let faultAt: usize = 0;
/** What was expected at the fault: EXPECTED_VALUE and so on (opcodes.ts). */
export let expected: u32 = 0;

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
