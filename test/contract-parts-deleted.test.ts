// A large file that is deleted while threads read its parts: what was read before it went is written, and the rest is told as it
// is of any file that is not there.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { file, run, runWithout } from "./command.ts";

const ROWS = 130_000;
const line = (i: number): string =>
  `2 123456789010 eni-${i % 7} 10.${i % 250}.${(i * 7919) % 256}.1 10.1.1.1 ${(i * 31) % 65_536} 443 6 ${i} ${i * 40} ${1_418_530_010 + i} ${1_418_530_070 + i} ACCEPT OK\n`;
const text = Array.from({ length: ROWS }, (_, i) => line(i)).join("");

const makers: Readonly<Record<string, () => string | Buffer>> = {
  text: () => text.repeat(4),
  gzip: () => {
    const member = gzipSync(text.slice(0, text.indexOf("\n", 3_000_000) + 1), { level: 0 });
    return Buffer.concat(Array.from({ length: 8 }, () => member));
  },
};

test.each(Object.entries(makers))("%s", async (name, make) => {
  const path = file(`deleted.${name}`, make());
  const whole = await run(["flowlogs-read", path, "--workers", "1"]);
  expect(whole.status).toBe(0);
  const { out, err, status } = await runWithout(path, ["flowlogs-read", path, "--workers", "2"]);
  expect(err).toBe(`flowlogs-read: ${path}: no such file; check the path\n`);
  expect(status).toBe(3);
  expect(out.length).toBeLessThan(whole.out.length);
  expect(whole.out.startsWith(out)).toBe(true);
});
