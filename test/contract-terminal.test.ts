// What no command may send to a terminal as it is, wherever it comes from: records, keys, file names, expressions.
import { expect, test } from "vitest";
import { type CommandLine, file, quoted, run, shell } from "./command.ts";

/** Escape sequences, a bell, C1, a turned order, invisible signs, a line separator, a tag, an end of line. */
const HOSTILE = "a\u001b[2Jb\u0007\u009b31m\u202ec\u2066\u200b\u2028\u{e0041}\u00ad\rd\nforged: e";
const unsafe = /[^\P{Cc}\n]|\p{Cf}|\p{Zl}|\p{Zp}|\p{DI}/u;
const record = JSON.stringify({ [HOSTILE]: HOSTILE, srcaddr: HOSTILE, bytes: 1, start: 1_700_000_000, x: null });
const named = file(`${HOSTILE}.ndjson`, `${record}\nnot JSON ${HOSTILE.replaceAll("\n", " ")}\n`);
/** The hostile key has the numbers of a chart. */
const counted = file("counted.ndjson", `${JSON.stringify({ start: 1_700_000_000, srcaddr: HOSTILE, [HOSTILE]: 5 })}\n`);
const missing = `/nowhere/${HOSTILE}`;

/** Commands that print for people, or have something to say. */
const talk: readonly CommandLine[] = [
  ["flow-fmt", named],
  ["flow-fmt", "--fields", `srcaddr,${HOSTILE}`, named],
  ...["vertical", "markdown", "bars", "chart", "spark", "heatmap"].map((format): CommandLine => {
    return ["flow-fmt", "-o", format, counted];
  }),
  ["flow-fmt", "-o", "pivot", "--pivot", HOSTILE, named],
  ["flow-filter", "--check", `\`${HOSTILE}\` = '${HOSTILE}' or srcaddr =~ /${HOSTILE}/`],
  ["flow-filter", `bytes = ${HOSTILE}`, named],
  ["flow-filter", `srcaddr =~ /(${HOSTILE}/`, named],
  ["flow-filter", `srcaddr in @'${HOSTILE}'`, named],
  ["flow-filter", "-n", `\`${HOSTILE}2\` = 1 and srcaddr =~ /(?!${HOSTILE})/`, named],
  ["flow-filter", "-f", missing],
  ["flow-bin", HOSTILE, named],
  ["flow-bin", "1m", "--fill", `--${HOSTILE}`, named],
  ["flow-group", "--by", HOSTILE, `sum(${HOSTILE})`, named],
  ["flow-group", "--by", `\`${HOSTILE}3\``, "count()", missing],
  ["flow-top", "--by", `\`${HOSTILE}3\``, named],
  ["flow-top", "--by", `nosuch(${HOSTILE})`, named],
  ["flowlogs-read", "--explain", named, missing],
  ["flowlogs-read", "--where", HOSTILE, named],
  ["flowlogs-read", "--format", HOSTILE, named],
  ["flowlogs-read", "--stats", "--limit", "0", named, missing],
  ["flowlogs-read", `s3://${HOSTILE}/`],
  ["flowlogs-read", `cwl:${HOSTILE}`],
  ["flowlogs-read", `kinesis:${HOSTILE}`],
  ["flowlogs-read", "--start", HOSTILE, named],
];

test.each(talk.map((command) => ({ command })))("$command shows what would steer a terminal", async ({ command }) => {
  const { out, err } = await run(command);
  const isForPeople = command[0] === "flow-fmt" || command.includes("--check") || command.includes("--explain");
  const shown = isForPeople ? out + err : err;
  expect(shown.match(unsafe)?.[0]).toBeUndefined();
  expect(shown).not.toMatch(/^forged/m);
  expect(shown).not.toBe("");
});

test("bad lines are shown the same way", async () => {
  const { err, status } = await run(["flowlogs-read", "--where", "bytes > 0"], `${record}\n{"a":1} ${HOSTILE}\n`);
  expect(status).toBe(0);
  expect(err).toContain("stdin:2: ");
  expect(err.match(unsafe)?.[0]).toBeUndefined();
});

test("data keep what they have", async () => {
  for (const format of ["ndjson", "json"]) {
    const { out } = await run(["flow-fmt", "-o", format], `${record}\n`);
    expect(JSON.parse(out)).toEqual(format === "json" ? [JSON.parse(record)] : JSON.parse(record));
  }
  const csv = await shell(`printf %s "$1" | flow-fmt -o csv --fields srcaddr`, record);
  expect(csv.out).toBe(`srcaddr\n"${HOSTILE}"\n`);
  const again = await shell(`flowlogs-read ${quoted([named])} | flow-filter 'bytes > 0' | flow-top --by bytes`);
  expect(JSON.parse(again.out)).toEqual(JSON.parse(record));
});
