// Why records cannot be printed as the options say.

/** The user can ask for it in another way. */
export class PrintProblem extends Error {
  readonly problem: { problem: string; advice: string };

  constructor(problem: string, advice: string) {
    super(problem);
    this.problem = { problem, advice };
  }
}
