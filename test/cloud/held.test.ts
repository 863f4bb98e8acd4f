// Records of a log group held against --eni, --account and --region: the service may return others than were asked for.
import { beforeEach, expect, test } from "vitest";
import { type Outcome, shell } from "../command.ts";
import { numbers } from "../growing.ts";
import { standIn } from "./standIn.ts";

const START = 1_700_000_000;
const made = standIn();

/** By number: the account and the interface of each record, all in the log stream of eni-1. */
const records = [
  ["123456789010", "eni-1"],
  ["123456789010", "eni-2"],
  ["210987654321", "eni-1"],
  ["-", "-"],
] as const;

beforeEach(() => {
  made.aws.group("flows").put(
    records.map(([account, eni], number) => ({
      stream: "eni-1-all",
      timestamp: (START + number) * 1000,
      message: `2 ${account} ${eni} 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${START + number} ${START + number} ACCEPT OK`,
    })),
  );
});

async function read(words: string): Promise<Outcome & { had: number[] }> {
  const window = `--start ${START} --end ${START + 600} --format default`;
  const outcome = await shell(`${made.env} exec flowlogs-read cwl:flows ${window} --fields bytes ${words}`);
  return { ...outcome, had: numbers(outcome.out) };
}

const others =
  "flowlogs-read: --eni: 1 record that came is left out: the log streams are of the interfaces asked for, the records of eni-2\n";
const untold =
  "flowlogs-read: --account: 1 record is left out: neither the path nor the field account_id tells the account\n";
const nowhere =
  "flowlogs-read: --account: no path and no record is of 999999999999; there are 123456789010 and 210987654321\n";

test.each([
  ["what the service returns for --eni is looked at again", "--eni eni-1", [0, 2, 3], others],
  ["also where each record says where it comes from", "--eni eni-1 --with-source", [0, 2, 3], others],
  ["another stream may be of another interface", "--eni eni-1 --stream eni-1-all", [0, 1, 2, 3], ""],
  ["an account is told by the records", "--account 123456789010", [0, 1], untold],
  ["one that is not there", "--account 999999999999", [], untold + nowhere],
  ["both", "--eni eni-1,eni-9 --account 2109-8765-4321", [2], untold],
  ["the region is that of the group", "--region us-east-1", [0, 1, 2, 3], ""],
])("%s", async (_, words, had, err) => {
  expect(await read(words)).toMatchObject({ had, err, status: 0 });
});
