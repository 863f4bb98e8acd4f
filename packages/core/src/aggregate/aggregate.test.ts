import { expect, test } from "vitest";
import { isProblem } from "../problem.ts";
import { parseAggregate } from "./aggregate.ts";

test.each([
  ["count()", "count", undefined, "count()"],
  ["count(*)", "count", undefined, "count(*)"],
  ["COUNT( )", "count", undefined, "COUNT()"],
  ["count(srcaddr)", "count", "srcaddr", "count(srcaddr)"],
  ["sum(bytes)", "sum", "bytes", "sum(bytes)"],
  [" sum ( bytes ) ", "sum", "bytes", "sum(bytes)"],
  ["Min(startTime)", "min", "start", "Min(startTime)"],
  ["max(tcp-flags)", "max", "tcp_flags", "max(tcp-flags)"],
  ["avg(packets) as mean", "avg", "packets", "mean"],
  ["avg(packets) AS `mean size`", "avg", "packets", "mean size"],
  ["sum(http.size)", "sum", "http.size", "sum(http.size)"],
  ["sum(`odd key`) as s", "sum", "odd key", "s"],
  ["sum(`odd key`)", "sum", "odd key", "sum(`odd key`)"],
  ["sum( `byts` )", "sum", "byts", "sum(`byts`)"],
  ["max(`a)b`)as m", "max", "a)b", "m"],
  ["avg(latency)", "avg", "latency", "avg(latency)"],
])("%j", (text, name, field, result) => {
  expect(parseAggregate(text)).toEqual({ function: name, field, name: result });
});

test.each([
  ["bytes", '"bytes" is no aggregate', "write a function and a field", undefined],
  ["sum(bytes", '"sum(bytes" is no aggregate', "write a function and a field", undefined],
  ["", '"" is no aggregate', "write a function and a field", undefined],
  ["summ(bytes)", 'unknown aggregate "summ"', 'did you mean "sum"?', "summ"],
  ["frobnicate(bytes)", 'unknown aggregate "frobnicate"', "the aggregates are", "frobnicate"],
  ["sum()", "sum() needs a field", "sum(bytes)", "sum()"],
  ["max(*)", "max() needs a field", "max(bytes)", "max(*)"],
  ["sum(action)", "action is a text", "count(action)", "action"],
  ["avg(srcaddr)", "srcaddr is an address", "count(srcaddr)", "srcaddr"],
  ["sum(a b)", '"a b" is no field', "back-ticks", "a b"],
  ["sum(bytes,packets)", '"bytes,packets" is no field', "write one field", "bytes,packets"],
  ["sum(bytes)/count()", '"sum(bytes)/count()" is no aggregate', "write a function and a field", undefined],
  ["sum(byts)", 'unknown field "byts"', 'did you mean "bytes"?', "byts"],
  ["count( byts ) as byts", 'unknown field "byts"', 'did you mean "bytes"?', "byts"],
  ["max(`)", '"max(`)" is no aggregate', "write a function and a field", undefined],
  ["max(``)", "`` is no field name", "", "``"],
])("%j is wrong: %s", (text, problem, advice, fault) => {
  const found = parseAggregate(text);
  const { advice: given = "", from, to, ...rest } = isProblem(found) ? found : { problem: "none" };
  expect(rest).toMatchObject({ problem: expect.stringContaining(problem) });
  expect(given).toContain(advice);
  expect(from === undefined ? undefined : text.slice(from, to)).toBe(fault);
});
