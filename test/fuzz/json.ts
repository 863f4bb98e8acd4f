// Random NDJSON: records of a few recurring layouts, most of them regular, some with every oddity that JSON allows and
// some broken.
import type { Random } from "./random.ts";

const keys = ["a", "srcaddr", "bytes", "start", "b_longer_key_16x", "n", "key with space", "ключ", "action", "zz", ""];
const dotted = ["x.y", "p.q.r"];

/** Lists of wanted names; those with dots look into `n`, or are keys as they stand. */
export const wantedLists: readonly (readonly string[])[] = [
  ["bytes"],
  ["srcaddr", "action"],
  ["a", "bytes", "start", "srcaddr"],
  ["n.a", "n.n.bytes", "a"],
  ["n", "n.a", "zz"],
  ["key with space", "ключ", "b_longer_key_16x", "x.y", "p.q.r"],
  ["nowhere", "a"],
  [],
];

/** Keys of one kind of record, in order. */
function randomLayout(random: Random): string[] {
  const chosen = random.shuffled(keys).slice(0, random.between(1, keys.length));
  return random.once(4) ? [...chosen, random.pick(dotted)] : chosen;
}

interface Spacing {
  readonly colon: string;
  readonly comma: string;
  readonly open: string;
  readonly close: string;
}

const tight: Spacing = { colon: ":", comma: ",", open: "{", close: "}" };
const spacings: readonly Spacing[] = [
  tight,
  { colon: ": ", comma: ", ", open: "{", close: "}" },
  { colon: " :\t", comma: " ,\r", open: "{ ", close: "\t}" },
];

/** One line, without its end: an object, mostly. */
function randomRecord(random: Random, layout: readonly string[]): string {
  const spacing = random.once(5) ? random.pick(spacings) : tight;
  const members = layout.map((key) => [keyText(random, key), randomValue(random, key, 0)] as const);
  return writeObject(changed(random, members), spacing);
}

type Member = readonly [key: string, value: string];

function writeObject(members: readonly Member[], { colon, comma, open, close }: Spacing): string {
  return open + members.map(([key, value]) => key + colon + value).join(comma) + close;
}

/** Mostly the members as they are; else in another order, fewer, more, or some twice. */
function changed(random: Random, members: readonly Member[]): readonly Member[] {
  const key = random.pick(keys);
  const extra = [keyText(random, key), randomValue(random, key, 0)] as const;
  switch (random.below(24)) {
    case 0:
      return random.shuffled(members);
    case 1:
      return members.filter(() => !random.once(3));
    case 2:
      return [...members, extra];
    case 3:
      return [extra, ...members];
    case 4:
      return [...members, ...members.filter(() => random.once(3))];
    default:
      return members;
  }
}

function keyText(random: Random, key: string): string {
  return random.once(40) ? escaped(random, key) : JSON.stringify(key);
}

/** A text in JSON with some characters as escapes. */
function escaped(random: Random, text: string): string {
  const characters = [...text].map((character) =>
    random.once(3) && character.length === 1
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${characters.join("")}"`;
}

/** The text of a value; a key has values of its own kind, mostly, and `n` holds an object. */
function randomValue(random: Random, key: string, depth: number): string {
  if (key === "n" && depth < 4 && !random.once(8)) return nested(random, depth + 1);
  switch (random.below(20)) {
    case 0:
      return "null";
    case 1:
      return random.pick(["true", "false"]);
    case 2:
      return depth < 4 ? random.pick(["[]", "{}", `[${randomValue(random, "a", depth + 1)}, "]"]`]) : "0";
    case 3:
      return oddText(random);
    case 4:
      return oddNumber(random);
    default:
      return ["bytes", "start", "zz"].includes(key)
        ? String(random.below(10 ** random.between(1, 9)))
        : plainText(random);
  }
}

function nested(random: Random, depth: number): string {
  const members = ["a", "n", "bytes"].map((key): Member => [keyText(random, key), randomValue(random, key, depth)]);
  return writeObject(changed(random, members), tight);
}

const lengths = [0, 1, 5, 14, 15, 16, 17, 30, 31, 32, 33, 47, 48, 49, 100];

function plainText(random: Random): string {
  return `"${"abcdefghij.:/-0123456789".repeat(5).slice(0, random.pick(lengths))}"`;
}

const oddTexts = [
  String.raw`"\""`,
  String.raw`"\\"`,
  String.raw`"\/\b\f\n\r\t"`,
  String.raw`"\u0000"`,
  String.raw`"\u00e9\u20AC"`,
  String.raw`"\ud83d\ude00"`,
  String.raw`"\ud83d"`,
  String.raw`"\ude00x"`,
  String.raw`"\ud83d\ud83d\ude00"`,
  String.raw`"\ud83d\u0041"`,
  String.raw`"\ud83d\n"`,
  '"é€😀\u2028\u007f"',
  String.raw`"a{}[],:b\"c"`,
  String.raw`"\\\\\\\""`,
];

function oddText(random: Random): string {
  const odd = random.pick(oddTexts);
  return random.once(2) ? odd : `"${"x".repeat(random.below(20))}${odd.slice(1, -1)}${"y".repeat(random.below(20))}"`;
}

function oddNumber(random: Random): string {
  const digits = `${random.between(1, 9)}${random.digits(random.below(25))}`;
  const sign = random.once(3) ? "-" : "";
  switch (random.below(5)) {
    case 0:
      return `${sign}0`;
    case 1:
      return `${sign}${digits}.${random.digits(random.between(1, 5))}`;
    case 2:
      return `${sign}${digits}${random.pick(["e", "E"])}${random.pick(["", "+", "-"])}${random.below(400)}`;
    default:
      return sign + digits;
  }
}

const badScalars = `01 +1 - 1. .5 1e 1e+ tru nul truex NaN 'a' "\\x" "\\u12g4" 00`.split(" ");
const badOthers = `"tab\there" "nul\u0000" "unended { [1,] {1:2} {"a"} {"a":} {"a":1,} [,] ]`.split(" ");
const faults = [...badScalars, ...badOthers, "", "1 2", "[1 2]"].map((value) => `{"a":${value},"bytes":1}`);
const notObjects = [
  "1",
  '"text"',
  "null",
  "[]",
  '[{"a":1}]',
  "garbage",
  "}",
  "{",
  "{]",
  '{"a":1}}',
  '{"a":1}{"a":2}',
  '{"a":1} x',
];

/** A line that is wrong, or only looks it: for JSON.parse to judge. */
function brokenLine(random: Random, good: string): Buffer {
  const bytes = Buffer.from(good);
  const at = random.below(bytes.length);
  switch (random.below(8)) {
    case 0:
      return Buffer.from(random.pick(faults));
    case 1:
      return Buffer.from(random.pick(notObjects));
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 4:
      return Buffer.concat([bytes, Buffer.from(random.pick([" ", "\t", "x", ",", "}", "{}"]))]);
    case 5:
      return Buffer.from(`\ufeff${good}`);
    default:
      bytes[at] = random.pick([0, 1, 9, 13, 31, 32, 34, 44, 48, 58, 91, 92, 93, 101, 123, 125, 127, 128, 195, 255]);
      return bytes;
  }
}

/** A whole source: lines of a few layouts, one in ten odd; some blank, some with CRLF, the last one maybe unfinished. */
export function randomSource(random: Random, lineCount: number, faulty = true): Buffer {
  const layouts = random.times(random.pick([1, 1, 2, 5, 20]), () => randomLayout(random));
  const parts: Buffer[] = random.once(6) ? [Buffer.from("\ufeff")] : [];
  for (let i = 0; i < lineCount; i++) {
    const good = randomRecord(random, random.pick(layouts));
    parts.push(faulty && random.once(10) ? brokenLine(random, good) : Buffer.from(good));
    if (random.once(25)) parts.push(Buffer.from(random.pick(["\n", "\n  ", "\n\t\r"])));
    const isLast = i === lineCount - 1;
    parts.push(Buffer.from(random.once(12) ? "\r\n" : isLast && random.once(3) ? "" : "\n"));
    if (random.once(20)) parts.push(Buffer.from(random.pick([" ", "\t", "  "])));
  }
  return Buffer.concat(parts);
}
