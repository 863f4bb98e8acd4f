// How the line that ends a run of flowlogs-read --prepare comes through a pipeline: every command that writes records hands it
// on, and none that failed, or that did not read to the end, does.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { file, outcome, scratch, shell, start, untilPrinted } from "./command.ts";
import { log, numbers } from "./growing.ts";

const state = join(scratch, "S");
const prepared = `${state}.prepared`;
const logs = file("logs/a.log", log(0, 3000));
const read = `flowlogs-read "${logs}" --state S --prepare`;
const line = /^\{"complete\(\)":"([\da-f-]{36})"\}$/;

beforeEach(() => {
  for (const path of [state, prepared]) rmSync(path, { force: true });
});

/** The id of the line at the end of what a pipeline prints, and how many lines come before it. */
async function ended(pipeline: string): Promise<{ id: string | undefined; lines: number; err: string }> {
  const { out, err } = await shell(pipeline);
  const lines = out.split("\n").slice(0, -1);
  const ids = lines.flatMap((text) => line.exec(text)?.[1] ?? []);
  expect(ids.length).toBeLessThanOrEqual(1);
  const [id] = ids;
  // It is the last line.
  expect(lines.findIndex((text) => line.test(text))).toBe(id === undefined ? -1 : lines.length - 1);
  return { id, lines: lines.length - ids.length, err };
}

function preparedRun(): unknown {
  return existsSync(prepared) ? JSON.parse(readFileSync(prepared, "utf8").split("\n")[0] ?? "").run : undefined;
}

describe("is handed on", () => {
  test.each([
    ["", 3000],
    ["| flow-filter 'bytes < 10'", 10],
    ["| flow-filter 'bytes > 1e9'", 0],
    ["| flow-filter -e 'bytes > 1e9'", 0],
    ["| flow-bin 5m", 3000],
    ["| flow-group --by srcaddr 'sum(bytes)'", 1],
    ["| flow-group --by srcaddr --also-by dstaddr 'sum(bytes)'", 2],
    ["| flow-top 7", 7],
    ["| flow-top 7 --by bytes", 7],
    ["| flow-fmt -o ndjson --fields bytes", 3000],
    ["| flow-filter 'bytes < 100' | flow-bin 5m | flow-group --by bin 'count()' | flow-bin --fill 5m", 1],
  ])("%s", async (rest, lines) => {
    const { id, ...others } = await ended(`${read} ${rest}`);
    expect(others).toEqual({ lines, err: "" });
    expect(id).toBeDefined();
    expect(preparedRun()).toBe(id);
    expect(existsSync(state)).toBe(false);
  });

  test("in one process, as flow-query runs a pipeline", async () => {
    const { id, lines } = await ended(
      `flow-query "flowlogs-read '${logs}' --state S --prepare | flow-filter 'bytes < 10' | flow-top 3 --by bytes"`,
    );
    expect(lines).toBe(3);
    expect(id).toBeDefined();
    expect(preparedRun()).toBe(id);
  });

  test("when nothing is new", async () => {
    expect((await shell(`${read} > /dev/null && mv S.prepared S`)).status).toBe(0);
    const { id, lines } = await ended(`${read} | flow-filter 'bytes < 10'`);
    expect({ lines, prepared: preparedRun() }).toEqual({ lines: 0, prepared: id });
    expect(id).toBeDefined();
  });
});

describe("is not handed on", () => {
  test.each([
    ["by a filter that ends with an error", "| flow-filter --strict 'nosuch = 1'"],
    ["after lines that are not records", "| sed '5,$s/^/x/' | flow-filter 'bytes > 5'"],
    ["where only a part was wanted", "| flow-filter 'bytes >= 0' | flow-filter -e -n 'bytes = 1'"],
    ["by what prints no records", "| flow-fmt -o csv"],
    ["by what prints a table of none", "| flow-filter 'bytes > 1e9' | flow-fmt"],
    ["where it is cut", "| head -c -3 | flow-filter 'bytes > 1'"],
  ])("%s", async (_, rest) => {
    expect((await ended(`${read} ${rest} 2>/dev/null`)).id).toBeUndefined();
  });

  test("by a filter that is killed, even when it has read the line", async () => {
    const { out: all } = await shell(read);
    const child = start(["flow-filter", "bytes >= 0"]);
    const outcomes = outcome(child);
    child.stdin.write(all);
    await untilPrinted(child, '"bytes":2999,');
    child.kill("SIGKILL");
    const { out, status } = await outcomes;
    expect([numbers(out).length, out.includes("complete()"), status]).toEqual([3000, false, "SIGKILL"]);
  });

  test("by a reader whose reader went away, which prepares nothing", async () => {
    expect((await shell(`${read} | head -1 > /dev/null`)).status).toBe(0);
    expect([preparedRun(), existsSync(state), existsSync(`${state}.lock`)]).toEqual([undefined, false, false]);
  });
});

test("what stands in a file is not a record for the next reader", async () => {
  const { out, err } = await shell(
    `${read} | flow-filter 'bytes < 2' > kept.ndjson; flowlogs-read kept.ndjson --fields bytes`,
  );
  expect({ out, err }).toEqual({ out: '{"bytes":0}\n{"bytes":1}\n', err: "" });
});

test.each([
  ["flowlogs-read logs --prepare", "requires --state; add it"],
  [
    "flowlogs-read logs --state S --prepare --follow",
    "--follow has no end at which the state could be handed over; leave out --follow, and run it again and again",
  ],
])("%s is refused", async (run, says) => {
  expect(await shell(run)).toEqual({ out: "", err: `flowlogs-read: --prepare: ${says}\n`, status: 2 });
});
