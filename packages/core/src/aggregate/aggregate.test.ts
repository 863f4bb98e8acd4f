import { expect, test } from "vitest";
import { printExpression } from "../expression/print.ts";
import { isProblem } from "@flowlogs/base/problem";
import { unwrap } from "../problem.fake.ts";
import { parseAggregate } from "./aggregate.ts";
import { evaluate, type Formula } from "./formula.ts";

/** A formula with all its parentheses. */
function shown(formula: Formula): string {
  switch (formula.kind) {
    case "call": {
      const { function: called, field = "", percent, where } = formula;
      const condition = where === undefined ? "" : ` where ${printExpression(where)}`;
      return `${called.name}(${field.replace("\0", "=")}${percent === undefined ? "" : `,${percent}`}${condition})`;
    }
    case "number":
      return String(formula.value);
    case "negative":
      return `(-${shown(formula.operand)})`;
    case "operation":
      return `(${shown(formula.left)} ${formula.operator} ${shown(formula.right)})`;
  }
}

test.each([
  ["count()", "count()", "count()"],
  ["count(*)", "count()", "count(*)"],
  ["COUNT( )", "count()", "COUNT()"],
  ["count(srcaddr)", "count(srcaddr)", "count(srcaddr)"],
  ["sum(bytes)", "sum(bytes)", "sum(bytes)"],
  [" sum ( bytes ) ", "sum(bytes)", "sum(bytes)"],
  ["Min(startTime)", "min(startTime)", "Min(startTime)"],
  ["max(tcp-flags)", "max(tcp-flags)", "max(tcp-flags)"],
  ["avg(packets) as mean", "avg(packets)", "mean"],
  ["avg(packets) AS `mean size`", "avg(packets)", "mean size"],
  ["sum(http.size)", "sum(http.size)", "sum(http.size)"],
  ["sum(`odd key`) as s", "sum(odd key)", "s"],
  ["sum(`odd key`)", "sum(odd key)", "sum(`odd key`)"],
  ["max(`a)b`)as m", "max(a)b)", "m"],
  ["max(`a where b`)as m", "max(a where b)", "m"],
  ["avg(latency)", "avg(latency)", "avg(latency)"],
  ["min(srcaddr)", "min(srcaddr)", "min(srcaddr)"],
  ["sum( bytes * 8 )", "sum(=bytes * 8)", "sum(bytes*8)"],
  ["max(end - start)", "max(=end - start)", "max(end-start)"],
  ["avg(bps)", "avg(=bps)", "avg(bps)"],
  ["count(duration)", "count(=duration)", "count(duration)"],
  ["avg(`bps`)", "avg(bps)", "avg(`bps`)"],
  ["count_distinct(floor(bytes/1024))", "count_distinct(=floor(bytes / 1024))", "count_distinct(floor(bytes/1024))"],
  ["pct(bytes/packets, 95)", "pct(=bytes / packets,95)", "pct(bytes/packets,95)"],
  ["p95(bytes)", "pct(bytes,95)", "p95(bytes)"],
  ["P99.9(bytes)", "pct(bytes,99.9)", "P99.9(bytes)"],
  ["pct( bytes, 50 )", "pct(bytes,50)", "pct(bytes,50)"],
  ["p0(bytes)", "pct(bytes,0)", "p0(bytes)"],
  ["p100(bytes)", "pct(bytes,100)", "p100(bytes)"],
  ["mean(bytes)", "avg(bytes)", "mean(bytes)"],
  ["countDistinct(dstport)", "count_distinct(dstport)", "countDistinct(dstport)"],
  ["count(action = REJECT)", "count( where action = REJECT)", "count(action=REJECT)"],
  ["count(where action = REJECT)", "count( where action = REJECT)", "count(where action=REJECT)"],
  ["count(srcaddr where a is null)", "count(srcaddr where a is null)", "count(srcaddr where a is null)"],
  ["count(dstport in [22, 80])", "count( where dstport in [22, 80])", "count(dstport in[22,80])"],
  ["sum(bytes where action = REJECT) as b", "sum(bytes where action = REJECT)", "b"],
  ["pct(bytes, 95 where srcport = 1)", "pct(bytes,95 where srcport = 1)", "pct(bytes,95 where srcport=1)"],
  ["sum(bytes)/count()", "(sum(bytes) / count())", "sum(bytes)/count()"],
  ["sum(bytes) * 8 / 300 as bps", "((sum(bytes) * 8) / 300)", "bps"],
  ["1 + 2*count() - -count()", "((1 + (2 * count())) - (-count()))", "1+2*count()--count()"],
  ["(count() + 1) * 2", "((count() + 1) * 2)", "(count()+1)*2"],
  ["count() - 1k", "(count() - 1000)", "count()-1k"],
  ["sum(bytes) / 1.5", "(sum(bytes) / 1.5)", "sum(bytes)/1.5"],
])("%j", (text, formula, name) => {
  const aggregate = unwrap(parseAggregate(text));
  expect([shown(aggregate.formula), aggregate.name]).toEqual([formula, name]);
});

test.each([
  ["bytes", '"bytes" is not an aggregate', "write a function and a field", "bytes"],
  ["", '"" is not an aggregate', "write a function and a field", ""],
  ["5", '"5" is not an aggregate', "write a function and a field", "5"],
  ["sum(bytes", 'this "(" is never closed', "", "("],
  ["(sum(bytes)", 'this "(" is never closed', "", "("],
  ["sum(bytes)/", "the aggregate ends here, but a value is missing", "", ""],
  ["sum(bytes)/bytes", '"bytes" is not an aggregate', "write a function and a field", "bytes"],
  ["sum(bytes) x", 'unexpected "x"', "write a function and a field", "x"],
  ["sum(bytes) as", 'unexpected "as"', "write a function and a field", "as"],
  ["summ(bytes)", 'unknown aggregate "summ"', 'did you mean "sum"?', "summ"],
  ["count_distnct(bytes)", 'unknown aggregate "count_distnct"', 'did you mean "count_distinct"?', "count_distnct"],
  ["frobnicate(bytes)", 'unknown aggregate "frobnicate"', "the aggregates are", "frobnicate"],
  ["sum()", "sum() needs a field", "sum(bytes)", "sum()"],
  ["1 + max(*)", "max() needs a field", "max(bytes)", "max(*)"],
  ["p95()", "p95() needs a field", "p95(bytes)", "p95()"],
  ["pct()", "pct() needs a field", "pct(bytes, 95)", "pct()"],
  ["pct(bytes)", "pct() needs a percentage", "pct(bytes, 95)", "pct(bytes)"],
  ["pct(bytes, 101)", '"101" is not a percentage', "0 to 100", "101"],
  ["pct(bytes, -1)", '"-1" is not a percentage', "0 to 100", "-1"],
  ["pct(bytes, x)", '"x" is not a percentage', "0 to 100", "x"],
  ["pct(bytes, )", '"" is not a percentage', "0 to 100", ")"],
  ["pct(bytes, 1, 2)", "pct() takes fewer arguments", "pct(bytes, 95)", " 2"],
  ["p101(bytes)", '"101" is not a percentage', "0 to 100", "p101"],
  ["p95(bytes, 2)", "p95() takes fewer arguments", "p95(bytes)", " 2"],
  ["sum(bytes,packets)", "sum() takes fewer arguments", "sum(bytes)", "packets"],
  ["sum(action)", "action is a text", "count(action)", "action"],
  ["avg(srcaddr)", "srcaddr is an address", "count(srcaddr)", "srcaddr"],
  ["p95(action)", "action is a text", "count(action)", "action"],
  ["stddev(bin)", "bin is a text", "count(bin)", "bin"],
  ["sum(a b)", 'unexpected "b"', "", "b"],
  ["sum(srcaddr * 2)", "* needs numbers", "", "srcaddr"],
  ["avg(upper(action))", "upper(action) is a text", "count(upper(action))", "upper(action)"],
  ["sum(bytes * srcaddr)", '* needs numbers, and "srcaddr" is an address', "ipv4ToNumber(..) converts it", "srcaddr"],
  ["max(`)", 'this "(" is never closed', "", "("],
  ["max(``)", "`` is not a field name", "", "``"],
  ["sum(bytes where)", "where needs a condition", "sum(bytes where action = REJECT)", "where"],
  [
    "sum(bytes where bytes = REJECT)",
    'bytes is a number, and "REJECT" is not',
    "write a number, or use like",
    "REJECT",
  ],
  ["sum(bytes where action =)", "a value is missing", "", ""],
  ["count(action = REJECT where bytes > 1)", "count has two conditions", "join them with and", "action = REJECT"],
  ["count(action REJECT)", "expected a comparison", "", "action"],
  ["values(action)/2", "values() returns a list", "", "values(action)/2"],
  [`${"(".repeat(300)}count()${")".repeat(300)}`, "nested too deeply", "", "("],
])("%j is wrong: %s", (text, problem, advice, fault) => {
  const found = parseAggregate(text);
  const { advice: given = "", from, to, ...rest } = isProblem(found) ? found : { problem: "none" };
  expect(rest).toMatchObject({ problem: expect.stringContaining(problem) });
  expect(given).toContain(advice);
  expect(text.slice(from, to)).toBe(fault);
});

test.each([
  ["sum(bytes) * 8 / 300", 150n, 4n],
  ["sum(bytes) / 4", 10n, 2.5],
  ["sum(bytes) / 0", 10n, undefined],
  ["1 / (sum(bytes) - sum(bytes))", 10n, undefined],
  ["sum(bytes) + 0.5", 2n ** 53n, 2 ** 53],
  ["sum(bytes) + 1", 2n ** 53n, 2n ** 53n + 1n],
  ["-sum(bytes) - 2", 3n, -5n],
  ["sum(bytes) * 3 / 3", 2n ** 70n, 2n ** 70n],
  ["sum(bytes) + 1", undefined, undefined],
])("%s of %s is %s", (text, value, result) => {
  expect(evaluate(unwrap(parseAggregate(text)).formula, () => value)).toBe(result);
});
