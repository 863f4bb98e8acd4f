// Random texts as lines of a log, and back: what parts words is percent-encoded, as JavaScript's encodeURIComponent does it, an empty
// text becomes null, all else comes back as it was; and each of that is counted.
import { expect, test } from "vitest";
import { formatWorker, readWorker } from "../../packages/core/src/stages.ts";
import { log } from "../../packages/core/src/print/log.ts";
import { feed, linesOf, randomCut } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

const fields = ["end", "instance_tag", "user", "action"];
const texts = ["instance_tag", "user", "action"];
/** What Python's split, Java's \s or JavaScript's take for the end of a word, and what is near it. */
const points = [
  ..."-%2D0 a\t\n\r\0\v\f\u001C\u001F\u007F\u0080\u0085\u00A0\u00A1é\u1680\u1681\u1FFF\u2000\u200A\u200B\u2027",
  ..."\u2028\u2029\u202A\u202E\u202F\u2030\u205E\u205F\u2060\u3000\u3001\uFEFF\uFEFE\uFFFD中😀\"\\'{},",
];

function randomValue(random: Random): string | null {
  if (random.once(6)) return null;
  if (random.once(6)) return random.pick(["", "-", "%2D", "--", "NODATA", "null", "007", " ", "%20"]);
  return random.times(random.pick([1, 2, 5, 20, 70]), () => random.pick(points)).join("");
}

/** As it is to be read back. */
function readBack(text: string | null): string | null {
  if (text === null || text === "") return null;
  return text === "-" ? "%2D" : text.replaceAll(/[\p{Cc}\p{Z}\uFEFF]/gu, encodeURIComponent);
}

function recordOf(end: number, values: readonly (string | null)[]): Record<string, unknown> {
  return { end, ...Object.fromEntries(texts.map((name, i) => [name, values[i]])) };
}

function remarksOf(values: readonly (string | null)[]): readonly string[] {
  const encoded = values.filter((text) => text !== "" && readBack(text) !== text).length;
  const empty = values.filter((text) => text === "").length;
  const what = "percent-encoded: blanks, control characters, and a text that is only -, which would be null";
  const why = "written as -, which is null: lines of logs have no other form for it";
  return [
    ...(encoded > 0 ? [`${encoded} ${encoded === 1 ? "value is" : "values are"} ${what}`] : []),
    ...(empty > 0 ? [`${empty} empty ${empty === 1 ? "text is" : "texts are"} ${why}`] : []),
  ];
}

test("random texts", () => {
  repeat(150, (random) => {
    const rows = random.times(random.between(1, 60), () => texts.map(() => randomValue(random)));
    const source = rows.map((row, i) => `${JSON.stringify(recordOf(i, row))}\n`).join("");
    const written = feed((context) => formatWorker({ printer: log, fields }, context), source, randomCut(random));
    const lines = written.output.toString().split("\n");
    // Nobody who splits words otherwise sees other ones.
    expect(lines.slice(0, -1).filter((line) => line.split(/[\p{Z}\p{Cc}\uFEFF]+/u).length !== fields.length)).toEqual(
      [],
    );
    expect(written.notes).toEqual(remarksOf(rows.flat()));
    const read = feed((context) => readWorker({ fields }, context), written.output, randomCut(random));
    expect(read.bad).toEqual([]);
    const expected = rows.map((row, i) => recordOf(i, row.map(readBack)));
    expect(linesOf(read).map((line) => JSON.parse(line))).toEqual(expected);
  });
});
