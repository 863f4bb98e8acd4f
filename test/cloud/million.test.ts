// A million events in two hundred streams: all there, once, in the order of time, in bounded memory.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { startShell } from "../command.ts";
import { FakeAws } from "../doubles/aws.ts";
import type { Event } from "../doubles/store.ts";

const COUNT = 1_000_000;
const START = 1_700_000_000;

test("a million events", async () => {
  const aws = new FakeAws();
  aws.group("flows").put(events());
  const env = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const window = `--start ${START} --end ${START + 3600}`;
  const child = startShell(
    `${env} exec flowlogs-read cwl:flows ${window} --format default --rate 10000 --fields bytes`,
  );
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, peakOf(child.pid))), 20);
  let next = 0;
  for await (const line of createInterface({ input: child.stdout })) if (line === `{"bytes":${next}}`) next++;
  clearInterval(watch);
  await aws.close();
  expect(next).toBe(COUNT);
  expect(aws.group("flows").streams.size).toBe(200);
  expect(memory).toBeLessThan(230_000);
}, 120_000);

/** Each with its number as its bytes; those of a second are in the order in which they came. */
function* events(): Generator<Event> {
  for (let number = 0; number < COUNT; number++) {
    const second = START + Math.floor((number * 3600) / COUNT);
    const eni = `eni-${String(number % 200).padStart(17, "0")}`;
    const message = `2 123456789010 ${eni} 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${second} ${second + 60} ACCEPT OK`;
    yield { stream: `${eni}-all`, timestamp: second * 1000, message };
  }
}

/** The most memory that a process has had, in kB; 0 where the system does not tell. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
