// What a command loads before it writes its first line: that, not what it does, is most of the time that a short run takes.
// Node's coverage lists the files; times depend on what else the machine does.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commandNames } from "./command.ts";

const root = join(import.meta.dirname, "..");
const input =
  '{"bin":1795258000,"start":1795258000,"end":1795258060,"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","bytes":1,' +
  '"srcport":1,"dstport":2,"protocol":6,"packets":1}\n';
/** Kilobytes: what the largest of them loads, and a little. */
const MOST: Readonly<Record<string, number>> = { "flowlogs-read": 426, "flow-group": 443, "flow-query": 658 };
const USUAL_MOST = 389;
const written = join(tmpdir(), `flowlogs-start-written-${process.pid}`);
afterAll(() => rmSync(written, { recursive: true, force: true }));
const words: Readonly<Record<string, readonly string[]>> = {
  "flow-filter": ["bytes > 1"],
  "flow-bin": ["5m"],
  "flow-label": ["--from", "builtin:"],
  "flow-query": ["top 1"],
  "flow-write": [written, "--layout", "flat", "--fields", "start,bytes"],
};

/** The modules of ours that a run loads, by name without what the bundler adds, and their bytes. */
function loaded(command: string, ...more: readonly string[]): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-start-"));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    const { status } = spawnSync(process.execPath, [join(root, `packages/${command}/bin/${command}.js`), ...more], {
      env,
      input,
    });
    expect(status).toBe(0);
    const files = readdirSync(folder).flatMap((name) => urls(readFileSync(join(folder, name), "utf8")));
    return new Map(files.map((url) => [basename(url).replace(/(-[\w-]{8})?\.js$/, ""), statSync(new URL(url)).size]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function urls(report: string): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form of Node's reports
  const { result } = JSON.parse(report) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
}

test.each(commandNames)("%s loads little to answer a line", (command) => {
  const files = loaded(command, ...(words[command] ?? []));
  const most = MOST[command] ?? USUAL_MOST;
  expect([...files.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000).toBeLessThan(most);
});

test.each(commandNames)("%s tells its version without what reads expressions", (command) => {
  const files = loaded(command, "--version");
  expect([...files.keys()]).toContain("start");
  expect([...files.keys()]).not.toContain("expressions");
});

const printers = ["bars", "chart", "csv", "heatmap", "html", "markdown", "pivot", "spark", "svg", "table", "tsv"];

test.each(["table", "csv", "chart", "bars"])("flow-fmt -o %s loads no other printer", (format) => {
  const files = loaded("flow-fmt", "-o", format);
  expect(printers.filter((name) => files.has(name))).toEqual([format]);
});

/** Those that read archives and write them need streams. */
const archivers = ["flowlogs-read", "flow-write"];

test.each(commandNames.filter((name) => !archivers.includes(name)))(
  "%s starts without Node's streams and terminals",
  (command) => {
    const report = "process.on('exit', () => console.error(process.moduleLoadList.join(String.fromCharCode(10))))";
    const program = join(root, `packages/${command}/bin/${command}.js`);
    const line = ["--import", `data:text/javascript,${report}`, program, ...(words[command] ?? [])];
    const { stderr, status } = spawnSync(process.execPath, line, { input, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stderr).toContain("NativeModule fs\n");
    expect(stderr.match(/NativeModule (internal\/fs\/streams|tty|internal\/mime)\n/g)).toBeNull();
  },
);

test("no bundle imports node:process, which opens standard input and makes a pipe there non-blocking", () => {
  const importing = commandNames.flatMap((command) => {
    const bin = join(root, `packages/${command}/dist/bin`);
    const files = readdirSync(bin).filter((name) => name.endsWith(".js"));
    return files.filter((name) =>
      /(?:from|import\(|require\() ?["'`]node:process/.test(readFileSync(join(bin, name), "utf8")),
    );
  });
  expect(importing).toEqual([]);
});
