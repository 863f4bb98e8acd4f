// A large file is read in parts by several threads: output, messages, counts and line numbers are those of one thread, also
// where a line in the middle says that the columns of the next ones are others.
import { expect, test } from "vitest";
import { file, run, shell } from "./command.ts";

const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const swapped = header.replace("srcaddr dstaddr", "dstaddr srcaddr");
/** More than three parts. */
const SIZE = 56 << 20;

/** Megabytes with a bad line in the middle: in several parts, fewer than are told one by one. */
const BAD = [3, 22, 41, 60];

/** Lines of about a megabyte, each one another. */
function lines(from: number): string {
  const each = Array.from({ length: 9000 }, (_, n) => {
    const i = from + n;
    if (n === 4321 && BAD.includes(from / 9000)) return `oops ${i}`;
    return `2 123456789010 eni-${i % 7} 10.${i % 250}.0.1 10.1.1.1 ${i % 65_536} 443 6 ${i} ${i * 40} ${1_418_530_010 + i} ${1_418_530_070 + i} ${i % 50 === 0 ? "REJECT" : "ACCEPT"} OK`;
  });
  return `${each.join("\n")}\n`;
}

/** Messages without what differs from run to run. */
function timeless(text = ""): string {
  return text.replaceAll(/"seconds":[\d.]+/g, "");
}

/** `before`: what comes before the lines of a megabyte. */
function linesBehind(before: (megabyte: number) => string): string {
  const pieces: string[] = [];
  let size = 0;
  for (let megabyte = 0; size < SIZE; megabyte++) {
    pieces.push(before(megabyte) + lines(megabyte * 9000));
    size += pieces.at(-1)?.length ?? 0;
  }
  return pieces.join("");
}

const files = {
  "one header": linesBehind((megabyte) => (megabyte === 0 ? `${header}\n` : "")).trimEnd(),
  "a header for each file that was joined": linesBehind((megabyte) => (megabyte % 5 === 0 ? `${header}\n` : "")),
  "other columns from the second part on, and the first again in the third": linesBehind(
    (megabyte) => ({ 0: `${header}\n`, 20: `${swapped}\n`, 40: `${header}\n` })[megabyte] ?? "",
  ),
  "no header, CRLF, and one later": linesBehind((megabyte) => (megabyte === 30 ? `${swapped}\n` : "")).replaceAll(
    "\n",
    "\r\n",
  ),
};

test.each(Object.entries(files))("%s", async (name, content) => {
  const path = file(`${name.replaceAll(/\W/g, "-")}.log`, content);
  const words = ["--where", "action = REJECT", "--fields", "srcaddr,dstaddr,bytes", "--stats=json", "--max-bad", "3"];
  const [one, many] = await Promise.all(
    ["1", "2"].map((workers) => run(["flowlogs-read", path, ...words, "--workers", workers])),
  );
  expect(one?.status).toBe(3);
  expect(one?.out.length).toBeGreaterThan(500_000);
  // A bad line of the last part has the number of its line in the file.
  expect(one?.err).toMatch(new RegExp(`${60 * 9000 + 4321}`.slice(0, 4)));
  expect({ ...many, err: timeless(many?.err) }).toEqual({ ...one, err: timeless(one?.err) });
});

test("NDJSON, and what is told of a line at the end", async () => {
  file(
    "lines.log",
    linesBehind(() => ""),
  );
  const { out } = await shell(
    "flowlogs-read lines.log 2>/dev/null > lines.ndjson; echo '{\"srcaddr\":' >> lines.ndjson; " +
      "for n in 1 2; do flowlogs-read lines.ndjson --workers $n 2> $n.err | sha256sum; done; cmp 1.err 2.err; cat 2.err; wc -l < lines.ndjson",
  );
  const [first, second, message, count] = out.trim().split("\n");
  expect(second).toBe(first);
  expect(message).toContain(`lines.ndjson:${count}: `);
});
