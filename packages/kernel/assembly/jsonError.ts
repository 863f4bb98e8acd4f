// Why a line is not JSON: the position of its first fault, and what was expected there.

/** Where the line stops being JSON. */
export let faultAt: usize = 0;
/** What was expected at the fault: EXPECTED_VALUE and so on (opcodes.ts). */
export let expected: u32 = 0;

export function clearFault(): void {
  expected = 0;
}

/** Notes a fault if it is the line's first. Returns 0, for callers that return a position. */
export function fault(at: usize, what: u32): usize {
  if (!expected) {
    faultAt = at;
    expected = what;
  }
  return 0;
}
