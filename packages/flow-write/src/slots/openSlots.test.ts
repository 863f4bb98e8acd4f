// When slots are closed: by a clock that the test sets, and by their number.
import { expect, test } from "vitest";
import type { RowList } from "@flowlogs/core/write";
import type { FinishedFile } from "../writers/recordWriter.ts";
import { OpenSlots } from "./openSlots.ts";

const file: FinishedFile = { file: "f", hash: "0", records: 0, bytes: 0, first: undefined, last: undefined };
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the writers of this test look at no row
const rows = { count: 1 } as unknown as RowList;

/** Slots of five minutes, whose writers hold ten bytes a record; what was done to them, in order. */
function open({ wait = 0, memory = 1000, most = 1000 }) {
  const done: string[] = [];
  const total = { held: 0 };
  const clock = { time: 0, now: () => clock.time };
  const slots = new OpenSlots({
    slotSeconds: 300,
    wait,
    memory,
    most,
    clock,
    writer(finished) {
      let held = 0;
      let records = 0;
      return {
        get held() {
          return held;
        },
        append() {
          held += 10;
          total.held += 10;
          records++;
        },
        spill() {
          total.held -= held;
          held = 0;
        },
        close: () => finished({ ...file, records }),
      };
    },
    finished: (origin, slot, { records }) => void done.push(`${origin}/${slot}: ${records}`),
  });
  return { slots, clock, done, total };
}

test("a slot waits for late records after its end, and later ones go to a further file", () => {
  const { slots, clock, done } = open({ wait: 600_000 });
  slots.append(0, 0, rows);
  // Five minutes of the slot, and ten of waiting.
  clock.time = 899_999;
  slots.append(0, 0, rows);
  slots.closeDue(() => true);
  expect(done).toEqual([]);
  clock.time = 900_000;
  slots.closeDue(() => true);
  expect(done).toEqual(["0/0: 2"]);
  // Its time is long over: it waits from its first record on.
  slots.append(0, 0, rows);
  clock.time = 1_499_999;
  slots.closeDue(() => true);
  expect(done).toHaveLength(1);
  clock.time = 1_500_000;
  slots.closeDue(() => true);
  expect(done).toEqual(["0/0: 2", "0/0: 1"]);
});

test("of too many slots the one written to the longest time ago is closed, and none of its records is lost", () => {
  const { slots, done } = open({ most: 2 });
  for (const slot of [0, 300, 0, 600, 300]) {
    slots.append(0, slot, rows);
    slots.trim();
  }
  expect(done).toEqual(["0/300: 1", "0/0: 2"]);
  expect(slots.closedEarly).toBe(2);
  while (slots.closeOne());
  expect(done).toEqual(["0/300: 1", "0/0: 2", "0/600: 1", "0/300: 1"]);
});

test("5,000 open slots hold no more memory than they may, and stay open", () => {
  const { slots, done, total } = open({ memory: 1000, most: 5000 });
  for (let i = 0; i < 10_000; i++) {
    slots.append(i % 5000, 0, rows);
    slots.trim();
    expect(total.held).toBeLessThanOrEqual(1000);
  }
  expect(done).toEqual([]);
  while (slots.closeOne());
  expect(done.filter((it) => it.endsWith(": 2"))).toHaveLength(5000);
});
