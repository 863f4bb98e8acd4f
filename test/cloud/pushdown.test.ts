// What the service filters for us must never lose a record: random expressions on random records, the patterns made of them
// emulated from AWS's documentation.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feed } from "@flowlogs/cli";
import { defaultFormat, type Expression, isProblem, parseExpression } from "@flowlogs/core";
import { readWorker } from "@flowlogs/core/stages";
import { filterPattern } from "../../packages/sources/src/logs/filterPattern.ts";
import { compilePattern } from "../doubles/pattern.ts";

function parsed(text: string): Expression {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(`${text}: ${expression.problem}`);
  return expression;
}

describe("no record for which the expression holds is kept back by the service", () => {
  const address = fc.oneof(
    fc.constantFrom("10.0.0.1", "10.1.2.3", "192.0.2.7", "2001:db8::1", "-"),
    fc.tuple(fc.constantFrom(10, 11), fc.nat(255), fc.nat(1), fc.nat(3)).map((octets) => octets.join(".")),
  );
  const number = fc.oneof(fc.constantFrom("0", "22", "80", "443", "1500", "-"), fc.nat(70_000).map(String));
  const record = fc
    .tuple(
      address,
      address,
      number,
      number,
      fc.constantFrom("1", "6", "17", "-"),
      number,
      fc.constantFrom("ACCEPT", "REJECT", "-"),
    )
    .map(
      ([source, target, from, to, protocol, bytes, action]) =>
        `2 012345678901 eni-1 ${source} ${target} ${from} ${to} ${protocol} 1 ${bytes} 1700000000 1700000060 ${action} OK`,
    );
  const block = fc
    .tuple(fc.constantFrom("10.0.0.0", "10.1.2.0", "192.0.2.0"), fc.constantFrom(7, 8, 12, 16, 24, 31, 32))
    .map((it) => it.join("/"));
  const operator = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom("srcaddr", "dstaddr", "addr"), fc.constantFrom("in", "not in"), block)
      .map((it) => it.join(" ")),
    fc
      .tuple(
        fc.constantFrom("srcaddr", "dstaddr"),
        fc.constantFrom("=", "!="),
        fc.constantFrom("10.0.0.1", "10.1.0.0/16", "2001:DB8::1"),
      )
      .map((it) => it.join(" ")),
    fc
      .tuple(
        fc.constantFrom("srcport", "dstport", "bytes", "port"),
        operator,
        fc.constantFrom("22", "80", "1.5k", "65535.5"),
      )
      .map((it) => it.join(" ")),
    fc
      .tuple(
        fc.constantFrom("srcport", "dstport", "bytes"),
        fc.constantFrom("in [22, 80]", "in [0-100, 443]", "not in [22]", "between 20 and 90", "is null"),
      )
      .map((it) => it.join(" ")),
    fc
      .tuple(fc.constant("action"), fc.constantFrom("=", "!="), fc.constantFrom("REJECT", "ACCEPT", "'reject'"))
      .map((it) => it.join(" ")),
    fc.constantFrom(
      "protocol = tcp",
      "protocol in [tcp, 17]",
      "account_id = 012345678901",
      "account_id = 12345678901",
      "interface_id = eni-1",
    ),
  );
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc
        .tuple(tie("tree"), fc.constantFrom("and", "or"), tie("tree"))
        .map(([left, joint, right]) => `(${left} ${joint} ${right})`),
      tie("tree").map((it) => `not (${it})`),
    ),
  }));

  test("whatever the expression and the records", () => {
    let tested = 0;
    fc.assert(
      fc.property(tree, fc.array(record, { minLength: 1, maxLength: 40 }), (text, records) => {
        const expression = parsed(text);
        const pattern = filterPattern(expression, defaultFormat);
        if (pattern === undefined) return;
        tested++;
        const matches = compilePattern(pattern);
        expect(kept(records.filter(matches), expression), `${text}\n${pattern}`).toBe(kept(records, expression));
      }),
      { numRuns: 150 },
    );
    expect(tested).toBeGreaterThan(20);
  });
});

/** The records for which the expression holds, as the command writes them. */
function kept(lines: readonly string[], where: Expression): string {
  let out = "";
  const world = {
    write: (bytes: Uint8Array) => void (out += Buffer.from(bytes).toString()),
    note: () => {},
    missing: () => {},
    bad: () => {},
  };
  const worker = readWorker({ where }, { ...world, temporary: impossible, load: impossible, refuse: impossible });
  feed(Buffer.from(lines.map((line) => `${line}\n`).join("")), worker);
  worker.endSource();
  worker.finish();
  return out;
}

function impossible(): never {
  throw new Error("not here");
}
