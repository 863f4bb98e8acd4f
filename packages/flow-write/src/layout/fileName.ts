// The names of the files of flow logs, as AWS gives them: what they say, made and read.

/** What the path of a file says. */
export interface FileFacts {
  /** The account that owns the flow log; undefined, with region and flow log, for records that are not flow logs. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly flowLogId?: string | undefined;
  /** When the file's slot begins, in epoch seconds: a whole minute. Undefined for records without a time. */
  readonly time?: number | undefined;
  /** Of the content: eight hex digits. */
  readonly hash: string;
  readonly extension: string;
}

const SERVICE = "vpcflowlogs";
const pattern = /^(?:(\d{12})_vpcflowlogs_([a-z0-9-]+)_(fl-[0-9a-z]+)_)?(?:(\d{8}T\d{4})Z_)?([0-9a-f]{8})\.([a-z.]+)$/;

/** `123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz`; without what is not known. */
export function fileName({ account, region, flowLogId, time, hash, extension }: FileFacts): string {
  const origin = account === undefined ? [] : [account, SERVICE, region, flowLogId];
  const stamp = time === undefined ? [] : [`${isoOf(time).replace(/[-:]/g, "").slice(0, 13)}Z`];
  return `${[...origin, ...stamp, hash].join("_")}.${extension}`;
}

/** What a name says; undefined: it is not such a name. */
export function readFileName(name: string): FileFacts | undefined {
  const [whole, account, region, flowLogId, stamp, hash = "", extension = ""] = pattern.exec(name) ?? [];
  if (whole === undefined) return undefined;
  const iso = stamp?.replace(/^(....)(..)(..)T(..)(..)$/, "$1-$2-$3T$4:$5Z");
  const time = iso === undefined ? undefined : Date.parse(iso) / 1000;
  return Number.isNaN(time) ? undefined : { account, region, flowLogId, time, hash, extension };
}

/** The year, month, day and hour of a time in UTC, as the names of folders have them. */
export function dateParts(time: number): readonly [year: string, month: string, day: string, hour: string] {
  const iso = isoOf(time);
  return [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10), iso.slice(11, 13)];
}

function isoOf(time: number): string {
  return new Date(time * 1000).toISOString();
}
