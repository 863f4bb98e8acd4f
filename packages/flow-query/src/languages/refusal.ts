// What is wrong with a query, thrown by the parser and the compiler of a language and caught by its language.ts.
import { type Problem, problemAt } from "@flowlogs/base/problem";

/** A part of a query's text. */
export interface QueryPlace {
  readonly from: number;
  readonly to: number;
}

export class QueryRefusal extends Error {
  readonly problem: Problem;

  constructor(query: string, { from, to }: QueryPlace, problem: string, advice?: string) {
    super(problem);
    this.problem = problemAt(query, from, Math.max(to, from + 1), problem, advice);
  }
}
