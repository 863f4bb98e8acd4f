// Pipelines with names and texts that would end a text of SQL, begin a comment, or mean something to a parser; and records with them.
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { Random } from "../fuzz/random.ts";

const signs = [
  "'",
  '"',
  "`",
  "\\",
  "--",
  "/*",
  "*/",
  ";",
  "\n",
  "\t",
  "ü",
  "\u{1F600}",
  "%",
  "_",
  "?",
  "$1",
  "{x}",
  ":a",
  "#",
  "x",
  " ",
  "\\'",
  "''",
];

/** Keys of the records, beside interface_id. */
export const oddNames = ['a"b', "x'; DROP TABLE flows; --", "ü/* \\", "back\\slash", 'two\nlines"', "{p:String}"];

function textOf(random: Random): string {
  return `t${random.times(random.between(1, 6), () => random.pick(signs)).join("")}`;
}

function quoted(text: string, quote: string): string {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}

export interface OddQuestions {
  /** As NDJSON. */
  readonly records: string;
  readonly pipelines: readonly string[];
}

export function oddQuestions(seed: number): OddQuestions {
  const random = new Random(seed);
  const texts = random.times(12, () => textOf(random));
  const names = ["interface_id", ...oddNames];
  const records = Array.from({ length: 60 }, (_, i) => {
    const values = names.map((name) => [name, random.once(9) ? null : random.pick(texts)]);
    return JSON.stringify({ ...Object.fromEntries(values), bytes: i });
  });
  const pipelines = random.times(40, () => {
    const [name, text, other] = [random.pick(names), random.pick(texts), random.pick(texts)];
    const [key, value] = [quoted(name, "`"), quoted(text, "'")];
    const condition = random.pick([
      `${key} = ${value}`,
      `not ${key} = ${value}`,
      `${key} in [${value}, ${quoted(other, "'")}]`,
      `strcontains(${key}, ${quoted(text.slice(1, 3), "'")})`,
      `startsWith(${key}, ${quoted(text.slice(0, 2), "'")})`,
      `concat(${key}, ${value}) = ${quoted(other + text, "'")}`,
    ]);
    const by = quoted(random.pick(names), "`");
    const group = random.once(2)
      ? []
      : [{ name: "flow-group", words: ["--by", by, "count()", 'sum(bytes) as `it\'s "odd"`'] }];
    return printPipeline([{ name: "flow-filter", words: [condition] }, ...group]);
  });
  return { records: `${records.join("\n")}\n`, pipelines };
}
