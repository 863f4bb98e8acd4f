import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Address, type AddressRange, compareAddresses, formatAddress } from "../../address.ts";
import { run } from "../../stage/run.fake.ts";
import { filterWorker } from "../../stages.ts";
import type { Item } from "../syntax.ts";

const small = fc.bigInt({ min: 0n, max: 40n });
const near = (edge: bigint) =>
  fc.oneof(
    small,
    small.map((distance) => edge - distance),
  );
const four = near(0xffffffffn).map((low): Address => ({ family: 4, high: 0n, low }));
const six = fc
  .tuple(fc.constantFrom(0n, 1n, 0x20010db800000000n, 0xffffffffffffffffn), near(0xffffffffffffffffn))
  // An IPv4-mapped address is one of family 4.
  .filter(([high, low]) => high !== 0n || low >> 32n !== 0xffffn)
  .map(([high, low]): Address => ({ family: 6, high, low }));
const range = fc
  .oneof(fc.tuple(four, four), fc.tuple(six, six))
  .map(([a, b]): AddressRange => (compareAddresses(a, b) > 0 ? { low: b, high: a } : { low: a, high: b }));

function isWithin(address: Address, { low, high }: AddressRange): boolean {
  return address.family === low.family && compareAddresses(low, address) <= 0 && compareAddresses(address, high) <= 0;
}

/** The addresses, by their texts, that are in the set. */
function kept(ranges: readonly AddressRange[], addresses: readonly string[]): string[] {
  const items = ranges.map((each): Item => ({ kind: "addresses", ...each }));
  const field = { kind: "field", name: "srcaddr", from: 0, to: 0 } as const;
  const lines = addresses.map((address) => `{"srcaddr":"${address}"}\n`).join("");
  const { output } = run((context) => filterWorker({ kind: "in", field, items }, context), [lines]);
  return [...output.matchAll(/:"(.*)"/g)].map(([, address = ""]) => address);
}

test("a set holds what one of its ranges holds", () => {
  fc.assert(
    fc.property(
      fc.array(range, { minLength: 1, maxLength: 8 }),
      fc.array(fc.oneof(four, six), { minLength: 1, maxLength: 60 }),
      (ranges, addresses) => {
        const expected = addresses.filter((address) => ranges.some((each) => isWithin(address, each)));
        expect(kept(ranges, addresses.map(formatAddress))).toEqual(expected.map(formatAddress));
      },
    ),
    { numRuns: 150 },
  );
});

test("every spelling of an address is the same one", () => {
  const address: Address = { family: 4, high: 0n, low: 0x0a000001n };
  const texts = [
    "10.0.0.1",
    "::ffff:10.0.0.1",
    "::FFFF:a00:1",
    "0:0:0:0:0:ffff:0a00:0001",
    "10.0.0.01",
    "10.0.0.1 ",
    "",
  ];
  expect(kept([{ low: address, high: address }], texts)).toEqual(texts.slice(0, 4));
  const zero: Address = { family: 6, high: 0n, low: 0n };
  const zeros = ["::", "0::", "0:0:0:0:0:0:0:0", "::0.0.0.0", "0.0.0.0", ":", ":::"];
  expect(kept([{ low: zero, high: zero }], zeros)).toEqual(zeros.slice(0, 4));
});
