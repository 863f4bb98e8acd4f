// --errors=json: whatever goes wrong, every line on stderr is one object, and output and exit code are as without it.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandNames, shell } from "./command.ts";

/** Fixture of bad lines, and of an unreachable service. */
const bad = join(import.meta.dirname, "fixtures/mixed-bad.log");
const bucket = "AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_REGION=us-east-1 AWS_MAX_ATTEMPTS=1";

/** Calls that say something on stderr, with ERRORS where the option goes, and the codes that they tell. */
const provoked: readonly (readonly [call: string, codes: readonly string[], exit: number])[] = [
  ["flow-filter 'bytes >' ERRORS </dev/null", ["syntax"], 2],
  ["flow-filter ERRORS </dev/null", ["missing-operand"], 2],
  ["flow-filter 'bytes > 1' ERRORS no/such/file", ["no-such-file"], 3],
  ["flow-fmt -o ERRORS", ["invalid-usage"], 2],
  ["flow-fmt ERRORS --width", ["missing-value"], 2],
  ["flow-fmt ERRORS --strict=yes", ["unexpected-value"], 2],
  ["printf 'x\\n{\"bytes\":1}\\n' | flow-fmt ERRORS -o csv", ["bad-line"], 0],
  ["printf 'x\\n' | flow-fmt ERRORS -o csv --strict", ["bad-line", "unreadable-source", "bad-lines"], 3],
  ["echo '{\"bytes\":1}' | flow-fmt ERRORS -o csv >/dev/full", ["output-failed"], 4],
  ["echo '{\"bytes\":1}' | flow-filter ERRORS 'byts > 1'", ["no-such-field"], 0],
  ["echo '{\"bytes\":1}' | flow-filter --strict ERRORS 'byts > 1'", ["no-such-field"], 3],
  [`flowlogs-read ERRORS ${bad}`, ["bad-line", "bad-line", "bad-line", "bad-line"], 0],
  ["flowlogs-read ERRORS no/such/file", ["no-such-file"], 3],
  ["flowlogs-read ERRORS s4://bucket", ["no-such-file"], 2],
  ["flowlogs-read ERRORS sample: --account 999999999999", ["no-such-origin"], 0],
  [`${bucket} flowlogs-read ERRORS s3://b/ --endpoint-url http://127.0.0.1:1`, ["remote-failed"], 5],
];

describe.concurrent("a message is an object", () => {
  test.each(provoked)("%s", async (call, codes, status) => {
    const [json, text] = await Promise.all([
      shell(call.replace("ERRORS", "--errors=json")),
      shell(call.replace("ERRORS", "--errors text")),
    ]);
    const told = objects(json.err);
    expect(told.filter(({ code }) => code !== "note").map(({ code }) => code)).toEqual(codes);
    expect(json.status).toBe(status);
    expect({ out: json.out, status: json.status }).toEqual({ out: text.out, status: text.status });
    const finals = told.flatMap(({ exit }) => exit ?? []);
    expect(Math.max(0, ...finals)).toBe(status);
  });

  test.each(commandNames)("%s: an option that does not exist", async (name) => {
    const { err, out, status } = await shell(`${name} --errors json --statss </dev/null`);
    expect({ out, status }).toEqual({ out: "", status: 2 });
    expect(objects(err)).toEqual([
      {
        command: name,
        level: "error",
        code: "unknown-option",
        message: "unknown option --statss",
        suggestion: "did you mean --stats?",
        exit: 2,
      },
    ]);
  });

  test("a field that AWS has says what to add, here too", async () => {
    const { err } = await shell(
      `printf '{"srcaddr":"10.0.0.1","bytes":1}\\n' | flow-group --by pktSrcaddr "count()" --errors=json`,
    );
    expect(objects(err)).toMatchObject([
      {
        message: 'no record has "pktSrcaddr"',
        suggestion:
          "AWS has this field: add ${pkt-srcaddr} (version 3) to the format of a new flow log; the keys are srcaddr and bytes",
      },
    ]);
  });

  test("a bad line says where it is; the statistics are an object too", async () => {
    const { err } = await shell(`printf '{"bytes":1}\\nx\\n' | flow-fmt -o csv --errors=json --stats`);
    const [line, stats] = objects(err);
    expect(line).toMatchObject({ level: "warning", code: "bad-line", where: { name: "stdin", line: 2, byte: 12 } });
    expect(stats).toMatchObject({ command: "flow-fmt", in: { lines: 2, records: 1 } });
  });
});

function objects(err: string): readonly { readonly code?: string; readonly exit?: number }[] {
  return err
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
