// Why records cannot be shown as a chart.
import { PrintProblem } from "./printProblem.ts";

/** The records cannot be shown like that: the user can ask for another chart. */
export class ChartProblem extends PrintProblem {}
