// From a plan back to the commands that ask for it, in normal spelling.
import type { PlainCommand, Plan, PlanBin, PlanGroup, PlanOptions, PlanOutput, PlanRank } from "@flowlogs/engines";
import { formatInstant } from "@flowlogs/core";
import {
  printColumn,
  printDuration,
  printExpression,
  printFieldName,
  printKey,
  printResult,
  printSortKey,
} from "@flowlogs/core/spelling";

export function pipelineOf(plan: Plan): readonly PlainCommand[] {
  const { source, filter, fields, bin, group, rank, output, rest } = plan;
  // The reader leaves fields out only after its own condition.
  const isReaders = fields !== undefined && source.options["limit"] === undefined;
  const stages = [
    ...(source.kind === "logs" ? [readerOf(plan, isReaders)] : []),
    ...(filter === undefined || isReaders ? [] : [{ name: "flow-filter", words: operand(printExpression(filter)) }]),
    ...(bin === undefined ? [] : [{ name: "flow-bin", words: binWords(bin) }]),
    ...(group === undefined ? [] : [{ name: "flow-group", words: groupWords(group) }]),
    ...(rank === undefined ? [] : [{ name: "flow-top", words: rankWords(rank) }]),
    ...(output === undefined ? [] : [{ name: "flow-fmt", words: outputWords(output) }]),
  ];
  const [first, ...others] = stages;
  const names = source.kind === "records" && source.names.join() !== "-" ? source.names : [];
  const opened = first === undefined ? [] : [{ ...first, words: [...first.words, ...names] }, ...others];
  return [...opened, ...(rest?.commands ?? [])];
}

function readerOf({ source, window = {}, filter, fields }: Plan, isReaders: boolean): PlainCommand {
  const words = [
    ...source.names,
    ...optional("--start", window.start, formatInstant),
    ...optional("--end", window.end, formatInstant),
    ...optional("--where", isReaders ? filter : undefined, printExpression),
    ...optional("--fields", fields, printNames),
    ...wordsOf(source.options),
  ];
  return { name: "flowlogs-read", words };
}

function binWords({ size, zone, at, time, spread, bounds }: PlanBin): readonly string[] {
  return [
    printDuration(size),
    ...optional("--tz", zone, String),
    ...optional("--at", at === "start" ? undefined : at, String),
    ...optional("--time", time, printFieldName),
    ...(bounds === true ? ["--bounds"] : flag("--spread", spread)),
  ];
}

function groupWords({
  keys,
  alsoBy = [],
  aggregates,
  isUsual,
  having,
  keepNull,
  totals,
}: PlanGroup): readonly string[] {
  const lists = keys.length === 0 ? alsoBy : [keys, ...alsoBy];
  return [
    ...lists.flatMap((list, i) => [i === 0 && keys.length > 0 ? "--by" : "--also-by", list.map(printKey).join(", ")]),
    ...(isUsual === true ? [] : aggregates.map(printResult)),
    ...optional("--having", having, printExpression),
    ...flag("--keep-null", keepNull),
    ...flag("--totals", totals),
  ];
}

function rankWords({ order, usualOrder, limit, until, per, keepNull, share, other }: PlanRank): readonly string[] {
  const isLeast = usualOrder === "asc";
  const all = limit === undefined && until === undefined ? ["--sort"] : [];
  return [
    ...(limit === undefined ? all : [String(limit)]),
    ...optional("--by", order.length === 0 ? undefined : order, (keys) => keys.map(printSortKey).join(", ")),
    ...flag("--least", isLeast || undefined),
    ...optional("--until", until, ({ text }) => text),
    ...optional("--per", per, printNames),
    ...flag("--keep-null", keepNull),
    ...flag("--share", share),
    ...flag("--other", other),
  ];
}

function outputWords({ format, columns, options }: PlanOutput): readonly string[] {
  const printed = optional("--fields", columns, (all) => all.map(printColumn).join(", "));
  return ["-o", format, ...printed, ...wordsOf(options)];
}

/** After `--` a dash is no option's. */
function operand(text: string): readonly string[] {
  return text.startsWith("-") ? ["--", text] : [text];
}

function printNames(names: readonly string[]): string {
  return names.map(printFieldName).join(",");
}

function optional<Value>(option: string, value: Value | undefined, print: (value: Value) => string): readonly string[] {
  if (value === undefined) return [];
  const text = print(value);
  return text.startsWith("-") ? [`${option}=${text}`] : [option, text];
}

function flag(option: string, isSet: true | undefined): readonly string[] {
  return isSet === true ? [option] : [];
}

function wordsOf(options: PlanOptions): readonly string[] {
  return Object.entries(options).flatMap(([name, texts]) =>
    texts.map((text) => (text === "true" ? `--${name}` : `--${name}=${text}`)),
  );
}
