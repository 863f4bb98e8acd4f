// flow-fmt --live on a real terminal: what is drawn, how it ends, and what is left behind.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { run, scratch, shell } from "./command.ts";
import { hasTmux, Terminal } from "./terminal.ts";

const HOSTILE = "a\u001b[2J\u001b[?1049lb\u0007";

/** A named pipe that the test writes to, while the command reads it. */
class Feed {
  static count = 0;
  readonly path = join(scratch, `feed${++Feed.count}`);
  #descriptor = -1;

  /** Call it once the reader runs. */
  open(): void {
    this.#descriptor = openSync(this.path, "w");
  }

  write(...records: object[]): void {
    writeSync(this.#descriptor, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }

  end(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}

/** A command in a terminal, which reads what the test writes; `$FEED` is where from. */
async function open(command: string, columns = 80, rows = 24): Promise<{ terminal: Terminal; feed: Feed }> {
  const terminal = new Terminal(columns, rows);
  const feed = new Feed();
  await shell(`mkfifo ${feed.path}`);
  onTestFinished(() => {
    feed.end();
    terminal.close();
  });
  terminal.run(`clear; ${command.replaceAll("$FEED", feed.path)}; echo "status $?"`);
  feed.open();
  return { terminal, feed };
}

const set = (number: number, ...counts: number[]): object[] => [
  ...counts.map((count, i) => ({ srcaddr: `10.0.0.${i + 1}`, "count()": count, "interim()": number })),
  { "interim()": "end" },
];

describe.skipIf(!hasTmux)("on a terminal", () => {
  test("a set takes the place of the one before, and the final one stays on the normal screen", async () => {
    const { terminal, feed } = await open("flow-fmt --live $FEED");
    feed.write(...set(1, 5, 7, 9));
    const first = await terminal.until((screen) => screen.includes("10.0.0.3"));
    expect(first).toBe("srcaddr   count()\n10.0.0.1        5\n10.0.0.2        7\n10.0.0.3        9\n3 rows");
    expect([terminal.state("alternate_on"), terminal.state("cursor_flag")]).toEqual(["1", "0"]);
    feed.write(...set(2, 11, 12));
    const second = await terminal.until((screen) => screen.includes("11"));
    expect(second).toBe("srcaddr   count()\n10.0.0.1       11\n10.0.0.2       12\n2 rows");
    feed.write({ "interim()": "final" }, { srcaddr: "10.0.0.1", "count()": 21 });
    feed.end();
    const last = await terminal.until((screen) => screen.includes("status"));
    expect(last).toBe("srcaddr   count()\n10.0.0.1       21\n1 row\nstatus 0\n$");
    expect([terminal.state("alternate_on"), terminal.state("cursor_flag")]).toEqual(["0", "1"]);
  });

  test("records that come one by one: the last ones are seen, and all are there at the end", async () => {
    const { terminal, feed } = await open("flow-fmt --live $FEED", 40, 8);
    for (let n = 1; n <= 12; n++) feed.write({ name: `row ${n}` });
    const seen = await terminal.until((screen) => screen.includes("row 12"));
    expect(seen).toBe("name\nrow 8\nrow 9\nrow 10\nrow 11\nrow 12\n7 rows before these");
    terminal.resize(40, 6);
    await terminal.until((screen) => screen.includes("9 rows before these"));
    feed.end();
    await terminal.until((screen) => screen.includes("status 0"));
    terminal.resize(40, 24);
    const all = await terminal.until((screen) => screen.includes("row 1\n"));
    expect(all.slice(all.indexOf("name"))).toBe(
      `name\n${Array.from({ length: 12 }, (_, n) => `row ${n + 1}\n`).join("")}12 rows\nstatus 0\n$`,
    );
  });

  test("what is said below does not hide the newest rows", async () => {
    const { terminal, feed } = await open("flow-fmt --live $FEED", 20, 8);
    for (let n = 1; n <= 5; n++) feed.write({ name: `row ${n}`, first: "0123456789", second: "0123456789" });
    const seen = await terminal.until((screen) => screen.includes("row 5"));
    expect(
      seen
        .split("\n")
        .slice(1, 6)
        .map((line) => line.slice(0, 5)),
    ).toEqual(["row 2", "row 3", "row 4", "row 5", "1 row"]);
  });

  test("what is taller than the screen is cut, and a word says how much of it is not there", async () => {
    const { terminal, feed } = await open("flow-fmt --live $FEED", 40, 6);
    feed.write(...set(1, ...Array.from({ length: 30 }, (_, n) => n)));
    const seen = await terminal.until((screen) => screen.includes("more lines"));
    // Of 32 lines 4 are seen; the last line of the terminal is for messages.
    expect(seen).toBe(
      "srcaddr    count()\n10.0.0.1         0\n10.0.0.2         1\n10.0.0.3         2\n... 28 more lines",
    );
  });

  test.each([
    // After an interrupt bash does not go on with its line.
    ["SIGINT", "\n"],
    ["SIGTERM", "Terminated\nstatus 143\n"],
    ["SIGHUP", "Hangup\nstatus 129\n"],
  ] as const)("%s leaves the terminal as it was, with the last state", async (signal, said) => {
    const pidFile = join(scratch, `${signal}.pid`);
    const { terminal, feed } = await open(`bash -c 'echo $$ > ${pidFile}; exec flow-fmt --live $FEED'`);
    feed.write(...set(1, 5));
    await terminal.until((screen) => screen.includes("1 row"));
    if (signal === "SIGINT") terminal.press("C-c");
    else process.kill(Number(readFileSync(pidFile, "utf8")), signal);
    const last = await terminal.until((screen) => screen.endsWith(`${said}$`));
    const message =
      "flow-fmt: only interim results came: the command before ended without its final\nresult; see why it ended\n";
    expect(last).toBe(`srcaddr   count()\n10.0.0.1        5\n1 row\n${message}${said}$`);
    expect([terminal.state("alternate_on"), terminal.state("cursor_flag")]).toEqual(["0", "1"]);
  });

  test.each([80, 200])(
    "the screens of a live table, chart and heatmap of %i columns are as they were",
    async (columns) => {
      const screens: string[] = [];
      for (const format of ["table", "chart", "heatmap"]) {
        const { terminal, feed } = await open(`flow-fmt -o ${format} --live $FEED`, columns, 24);
        const groups = Array.from({ length: 60 }, (_, i) => ({
          bin: `2026-11-20T10:${String(i >> 1).padStart(2, "0")}:00Z`,
          action: i % 2 === 0 ? "ACCEPT" : "REJECT",
          "sum(bytes)": i % 2 === 0 ? 40_000 + 1000 * i : 500 * ((i * 7) % 30),
          "interim()": 1,
        }));
        feed.write(...groups, { "interim()": "end" });
        const seen = await terminal.until((screen) => screen.includes("more lines") || screen.includes("10:"));
        screens.push(`## ${format}, ${columns} columns\n\n\`\`\`text\n${seen}\n\`\`\`\n`);
      }
      await expect(screens.join("\n")).toMatchFileSnapshot(`transcripts/screens/live-${columns}.md`);
    },
  );

  test("an error is said on the normal screen", async () => {
    const { terminal, feed } = await open("flow-fmt -o chart --live $FEED");
    feed.write({ bin: "2026-11-20T10:00:00Z", "count()": 3 });
    await terminal.until((screen) => screen.includes("count()"));
    feed.write({ name: "a", "interim()": 1 }, { "interim()": "end" });
    const last = await terminal.until((screen) => screen.includes("status"));
    expect(last).toContain("flow-fmt: no column has times; make one with flow-bin 5m | flow-group --by bin");
    expect([terminal.state("alternate_on"), terminal.state("cursor_flag")]).toEqual(["0", "1"]);
  });

  test("control characters of data do not reach the terminal", async () => {
    const { terminal, feed } = await open("flow-fmt --live $FEED");
    feed.write({ [HOSTILE]: HOSTILE, "interim()": 1 }, { "interim()": "end" });
    const seen = await terminal.until((screen) => screen.includes("1 row"));
    expect(seen).toContain("\\x1b[2J");
    expect(terminal.state("alternate_on")).toBe("1");
  });
});

test("without a terminal it is printed once, at the end", async () => {
  const input = [...set(1, 5, 7), ...set(2, 8), { "interim()": "final" }, { srcaddr: "10.0.0.1", "count()": 9 }];
  const text = input.map((record) => `${JSON.stringify(record)}\n`).join("");
  const live = await run(["flow-fmt", "--live"], text);
  expect(live).toEqual({ out: "srcaddr   count()\n10.0.0.1        9\n", err: "", status: 0 });
  const { err, status } = await shell("echo '{\"a\":1}' | flow-fmt -o csv --live");
  expect({ err, status }).toEqual({
    err: "flow-fmt: --live: does not apply to -o csv; it applies to table, vertical, chart, bars, spark, heatmap, pivot\n",
    status: 2,
  });
});
