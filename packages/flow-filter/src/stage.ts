// The stage of flow-filter: reads the expression from the command line or a file, and makes the worker, with the output for
// the records that do not pass.
import { type Context, exit, isProblem, outputFile, visible, type Worker } from "@flowlogs/cli";
import { type Expression, parseExpression, printExpression } from "@flowlogs/core";
import { filterWorker, unwritten } from "@flowlogs/core/stages";
import { idle } from "./idle.ts";

interface FilterValues {
  readonly expression?: Expression | undefined;
  /** The file with the expression, if it is not an operand. */
  readonly file?: string | undefined;
  readonly not?: boolean;
  readonly rest?: string | undefined;
  readonly force?: boolean;
  readonly "exit-status"?: boolean;
  readonly "no-output"?: boolean;
  readonly check?: boolean;
}

export default function stage(values: FilterValues, context: Context): Worker {
  const given = values.expression ?? readExpression(values.file ?? "", context);
  const expression: Expression = values.not === true ? { kind: "not", operand: given } : given;
  if (values.check === true) {
    context.write(new TextEncoder().encode(`${visible(printExpression(expression))}\n`));
    return idle;
  }
  const { rest: path, force = false, "no-output": noOutput, "exit-status": tells } = values;
  const rest = path === undefined ? undefined : outputFile(path, "--rest", force);
  const first = noOutput === true && tells === true && rest === undefined;
  const worker = filterWorker(expression, context, { rest, noOutput, first });
  return tells === true ? Object.assign(worker, { status: () => statusOf(worker) }) : worker;
}

function readExpression(file: string, context: Context): Expression {
  const text = new TextDecoder().decode(context.load(file));
  const expression = parseExpression(text);
  if (!isProblem(expression)) return expression;
  const line = text.slice(0, expression.from ?? 0).split("\n").length;
  return context.refuse(`${file}:${line}`, expression);
}

function statusOf(worker: Worker): number {
  const { outRecords, dropped } = worker.counts();
  return outRecords + (dropped[unwritten.reason] ?? 0) > 0 ? exit.ok : exit.nothing;
}
