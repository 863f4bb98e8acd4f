// Random NDJSON for the stages: few values a field, so that records meet in groups, ties and comparisons, with the
// values in between that are easily got wrong: nulls, texts for numbers, numbers beyond 2^53, odd addresses.
import type { Random } from "./random.ts";

const four = "10.0.0.1 10.0.0.2 10.0.0.255 10.0.1.0 192.168.0.1 255.255.255.255 0.0.0.0".split(" ");
const six = ":: ::1 2001:db8::1 2001:DB8:0:0::1 2001:db8:0:0:0:0:0:1 fd00::1 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8".split(
  " ",
);
const mixed = "::ffff:10.0.0.1 ::ffff:a00:1 1:2:3:4:5:6:192.168.0.1".split(" ");
const none = "010.0.0.1 10.0.0 1::2::3 ::: 12345:: address 1.2.3.4.5".split(" ");
export const addresses = [...four, ...six, ...mixed, ...none, "", "not an address"];
const small = "0 1 2 10 443 -1 -5 1.5 0.25 -0.75 1e3 100 100.0 -0 4294967296".split(" ");
const large = "9007199254740991 9007199254740992 9007199254740993 -9007199254740993 999999999999999999".split(" ");
const numbers = [...small, ...large];
const numericTexts = ['"7"', '"007"', '"443"', '"1.5"', '"9007199254740993"', '"-1"'];
const plainTexts = ['"ACCEPT"', '"REJECT"', '"a"', '"ab"', '"B"', '"é"', '"x y"', '""', '"-"', '"10.0.0.1"'];
const oddTexts = [
  String.raw`"a\"b"`,
  String.raw`"\u0041CCEPT"`,
  String.raw`"a\\b"`,
  String.raw`"\ud83d\ude00"`,
  '"😀"',
];
const others = ["true", "false", "{}", "[1,2]", '{"x":1}'];

export function randomNumber(random: Random): string {
  if (random.once(3)) return String(random.below(6));
  if (random.once(6)) return `${random.once(2) ? "-" : ""}${random.between(1, 9)}${random.digits(random.below(18))}`;
  return random.pick(numbers);
}

function anyValue(random: Random): string {
  const choices = [numbers, numericTexts, plainTexts, oddTexts, others, ["null"]];
  return random.pick(random.pick(choices));
}

function valueOf(random: Random, key: string): string {
  if (random.once(12)) return random.once(2) ? "null" : anyValue(random);
  switch (key) {
    case "srcaddr":
    case "dstaddr":
      return JSON.stringify(random.pick(addresses));
    case "bytes":
    case "packets":
    case "dstport":
      return random.once(10) ? random.pick(numericTexts) : randomNumber(random);
    case "start":
      return String(1_795_255_500 + random.below(5000));
    case "action":
      return random.pick(['"ACCEPT"', '"REJECT"', '"REJECTED"', '"accept"']);
    case "account_id":
      return random.pick(['"123456789012"', '"000000000007"', "7", '"7"']);
    default:
      return anyValue(random);
  }
}

const layout = ["start", "srcaddr", "dstaddr", "dstport", "packets", "bytes", "action", "account_id", "key"];

/** One record; `n.x` is the key that looks into an object. */
function randomFlow(random: Random): string {
  const keys = random.once(10) ? random.shuffled(layout).slice(0, random.between(0, layout.length)) : layout;
  const members = keys.map((key) => `"${key}":${valueOf(random, key)}`);
  if (random.once(4)) members.push(`"n":{"x":${anyValue(random)}}`);
  return `{${members.join(random.once(15) ? ", " : ",")}}`;
}

export function randomFlows(random: Random, count: number): string[] {
  return random.times(count, () => randomFlow(random));
}
