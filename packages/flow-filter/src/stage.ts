// The stage of flow-filter: reads the expression from the command line or a file, and makes the worker, with the output for
// the records that do not pass.
import { type Context, exit, idle, isProblem, outputFile, UsageError, visible, type Worker } from "@flowlogs/cli";
import { type Expression, parseExpression, printExpression } from "@flowlogs/core";
import { namedListsIn, type Percentage } from "@flowlogs/core/kinds";
import { everyRecord, filterWorker, type RecordMatch, unwritten } from "@flowlogs/core/stages";

interface FilterValues {
  readonly expression?: Expression | undefined;
  /** The file with the expression, if it is not an operand. */
  readonly file?: string | undefined;
  readonly not?: boolean;
  readonly sample?: Percentage | undefined;
  readonly "sample-by"?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly match?: string | undefined;
  readonly both?: boolean;
  readonly rest?: string | undefined;
  readonly force?: boolean;
  readonly "exit-status"?: boolean;
  readonly "no-output"?: boolean;
  readonly check?: boolean;
}

export default async function stage(values: FilterValues, context: Context): Promise<Worker> {
  refuseConflicts(values);
  const given = values.expression ?? (values.file === undefined ? everyRecord : readExpression(values.file, context));
  const expression: Expression = values.not === true ? { kind: "not", operand: given } : given;
  if (values.check === true) {
    context.write(new TextEncoder().encode(`${visible(printExpression(expression))}\n`));
    tellLists(expression, context);
    return idle;
  }
  const { rest: path, force = false, "no-output": noOutput, "exit-status": tells } = values;
  const rest = path === undefined ? undefined : outputFile(path, "--rest", force);
  const first = noOutput === true && tells === true && rest === undefined;
  const { sample: part, seed = 0, "sample-by": by = [] } = values;
  const sample = part === undefined ? undefined : { part, seed, by };
  const match = values.match === undefined ? undefined : await readMatch(values.match, values.both === true, context);
  const worker = filterWorker(expression, context, { rest, noOutput, first, sample, match });
  return tells === true ? Object.assign(worker, { status: () => statusOf(worker) }) : worker;
}

async function readMatch(path: string, both: boolean, context: Context): Promise<RecordMatch> {
  const { readMatchFile } = await import("./matchFile.ts");
  return readMatchFile(path, both, context);
}

/** On stderr, so that the expression can be read back. Throws UsageError for a name that means two things. */
function tellLists(expression: Expression, context: Context): void {
  for (const [name, { origin }] of namedListsIn(expression)) {
    const entries = new TextDecoder().decode(context.load(name)).trimEnd().split("\n");
    context.note(`@${name} is [${entries.join(", ")}], of ${origin}`);
  }
}

/** Throws UsageError: a sample has a rate, and what is not in it has none; without an expression there is none to deny or show. */
function refuseConflicts({
  expression,
  file,
  not,
  check,
  sample,
  seed,
  rest,
  match,
  both,
  ...others
}: FilterValues): void {
  const stray = others["sample-by"] !== undefined ? "--sample-by" : seed !== undefined ? "--seed" : undefined;
  if (sample === undefined && stray !== undefined) {
    throw usage(`${stray} requires --sample`, `add it, or leave ${stray} out`);
  }
  if (sample !== undefined && rest !== undefined) {
    throw usage("--rest would mix what does not pass with what is not in the sample", "leave --rest or --sample out");
  }
  if (both === true && match === undefined) throw usage("--both requires --match", "add it, or leave --both out");
  const needy = not === true ? "--not" : check === true ? "--check" : undefined;
  if (needy === undefined || expression !== undefined || file !== undefined) return;
  throw usage(`${needy} requires an expression`, `give one, or leave ${needy} out`);
}

function usage(problem: string, advice: string): UsageError {
  return new UsageError({ problem, advice });
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
