// What is wrong with a record that should be a partial state: nothing that the user wrote, but what came in.
import type { Problem } from "@flowlogs/base/problem";

export class PartialError extends Error {
  readonly isInput = true;
  readonly problem: Problem;

  constructor(problem: string, advice: string) {
    super(problem);
    this.problem = { problem, advice };
  }
}

/** The longest text of a state that a message shows. */
const WIDTH = 40;

export function notAState(name: string, text: string): PartialError {
  const shown = text.length > WIDTH ? `${text.slice(0, WIDTH)}...` : text;
  return new PartialError(
    `"${name}" is not a partial state: ${shown}`,
    "merge what flow-group --partial wrote, as it is",
  );
}
