// Pipelines on files: flow-query says and writes what a shell does, whatever the number of the reader's threads, the files and
// what is wrong with them.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { file, scratch, shell } from "./command.ts";
import { Random } from "./fuzz/random.ts";
import { lines, messagesOf, printing, reading, step, typed } from "./fuzz/randomPipelines.ts";

const CASES = Number(process.env["FUZZ_RUNS"] ?? 12);
const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const swapped = header.replace("srcaddr dstaddr", "dstaddr srcaddr");

/** Some files of different kinds, and now and then one that is not there or cut off. */
function files(random: Random, folder: string): readonly string[] {
  return random
    .times(random.between(2, 6), () => "")
    .map((_, i) => {
      const text = (): string => `${random.pick([header, swapped])}\n${lines(random, true)}`;
      const path = `${folder}/${i}`;
      switch (random.below(6)) {
        case 0:
          return file(`${path}.ndjson`, lines(random, false));
        case 1:
          return file(`${path}.log.gz`, gzipSync(text()));
        case 2: {
          const whole = gzipSync(text());
          return file(`${path}.cut.gz`, random.once(2) ? whole.subarray(0, whole.length >> 1) : whole);
        }
        case 3:
          return random.once(2) ? join(scratch, folder, "missing.log") : file(`${path}.log`, text());
        default:
          return file(`${path}.log`, text() + text());
      }
    });
}

interface Case {
  readonly inShell: string;
  readonly inOne: string;
}

function caseOf(seed: number): Case {
  const random = new Random(seed);
  const paths = files(random, `files${seed}`);
  const steps = random.times(random.between(0, 4), () => step(random));
  const last = printing(random);
  const rest = steps.length + last.length === 0 ? [step(random)] : [...steps, ...last];
  const first = reading(random, paths);
  const threads = ["--workers", String(random.between(1, 4))];
  return {
    inShell: typed([[...first, "--workers", "1"], ...rest]),
    inOne: `flow-query ${quoted(typed([[...first, ...threads], ...rest]))}`,
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The highest of the exit codes of a shell's pipeline, and 99 for a wrong call: that ends all of flow-query. */
const highest =
  'codes=("${PIPESTATUS[@]}"); code=0; ' +
  'for it in "${codes[@]}"; do [ $it = 2 ] && exit 99; [ $it -gt $code ] && code=$it; done; exit $code';

test.concurrent.each(Array.from({ length: CASES }, (_, i) => i + 1))("random pipeline %i", async (seed) => {
  const { inShell, inOne } = caseOf(seed);
  const expected = await shell(`${inShell}; ${highest}`);
  if (expected.status === 99 || expected.err.includes("without --by")) return;
  const got = await shell(inOne);
  expect({ ...got, err: messagesOf(got.err) }).toEqual({ ...expected, err: messagesOf(expected.err) });
});

test("what a filter writes elsewhere has all fields", async () => {
  file("in.ndjson", '{"srcaddr":"10.0.0.1","bytes":1,"action":"REJECT"}\n{"srcaddr":"10.0.0.2","bytes":2000,"x":1}\n');
  const pipeline = "read in.ndjson | filter 'bytes > 1k' --rest rest.ndjson | fmt -o csv --fields srcaddr";
  expect(await shell(`flow-query "${pipeline}"; cat rest.ndjson`)).toEqual({
    out: 'srcaddr\n10.0.0.2\n{"srcaddr":"10.0.0.1","bytes":1,"action":"REJECT"}\n',
    err: "",
    status: 0,
  });
});
