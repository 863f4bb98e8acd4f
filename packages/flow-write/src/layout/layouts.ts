// Where files go: the four layouts that AWS has in a bucket, and all files in one folder.
import { dateParts, type FileFacts, fileName, readFileName } from "./fileName.ts";

/** The folders above a file; undefined: what the layout needs is not known. */
type FoldersOf = (facts: FileFacts) => readonly string[] | undefined;

/** How many parts of a date are folders. */
const [DAILY, HOURLY] = [3, 4];
/** What they are called in Hive's way. */
const dateKeys = ["year", "month", "day", "hour"];

/** `123456789012/vpcflowlogs/us-east-1/2018/06/20` */
function plain(parts: number): FoldersOf {
  return ({ account, region, time }) =>
    account === undefined || region === undefined || time === undefined
      ? undefined
      : ["AWSLogs", account, "vpcflowlogs", region, ...dateParts(time).slice(0, parts)];
}

/** `aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20` */
function hive(parts: number): FoldersOf {
  return ({ account, region, time }) =>
    account === undefined || region === undefined || time === undefined
      ? undefined
      : [
          "AWSLogs",
          `aws-account-id=${account}`,
          "aws-service=vpcflowlogs",
          `aws-region=${region}`,
          ...dateParts(time)
            .slice(0, parts)
            .map((part, i) => `${dateKeys[i]}=${part}`),
        ];
}

const folders = {
  aws: plain(DAILY),
  hourly: plain(HOURLY),
  hive: hive(DAILY),
  "hive-hourly": hive(HOURLY),
  flat: () => [],
} as const satisfies Readonly<Record<string, FoldersOf>>;

export type LayoutName = keyof typeof folders;
export const layoutNames = ["aws", "hourly", "hive", "hive-hourly", "flat"] as const satisfies readonly LayoutName[];

/** Whether an hour has a folder of its own, and not only a day. */
export function isHourly(layout: LayoutName): boolean {
  return layout.endsWith("hourly");
}

/** The path of a file below the destination; undefined: the layout needs to know more. */
export function pathOf(layout: LayoutName, facts: FileFacts): string | undefined {
  const above = folders[layout](facts);
  return above && [...above, fileName(facts)].join("/");
}

/** What a path below the destination says; undefined: a file of this layout would not have it. */
export function readPath(layout: LayoutName, path: string): FileFacts | undefined {
  const facts = readFileName(path.slice(path.lastIndexOf("/") + 1));
  return facts !== undefined && pathOf(layout, facts) === path ? facts : undefined;
}

/** Whether these can be parts of a path: what is in records is not trusted. */
export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z0-9]+)+$/.test(text);
}

export function isFlowLogId(text: string): boolean {
  return /^fl-[0-9a-z]+$/.test(text);
}
