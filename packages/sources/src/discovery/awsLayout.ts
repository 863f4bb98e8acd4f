// Reads from the paths of flow logs, in S3 or in a copy of a bucket, the account, the region, the flow log and the time.
// Pure: names in, facts out. What a path does not say stays unknown, and what is unknown is read.

/** What the name of a folder or file says, together with the names of all folders above it. */
export interface LogPath {
  readonly step: PathLevel;
  readonly account?: string;
  readonly region?: string;
  readonly flowLog?: string;
  /** The date as far as it is known, as in ISO 8601. */
  readonly date?: string;
  /** The times in the names of the files below it; of a file, the one in its own name. */
  readonly named?: TimeSpan;
}

/** Epoch seconds, without the end. */
interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The last level of the layout that was recognised, which decides what may come next. A number may be an account. */
type PathLevel =
  "outside" | "logs" | "number" | "account" | "service" | "region" | keyof typeof lengths | "other service";

/** Which logs the user asks for; an empty list means all. */
export interface WantedLogs {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly flowLogs: readonly string[];
  /** A window on the `start` of records, in epoch seconds, without the end. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** Why files need not be looked at. */
export type Reason = "outside the window" | "not asked for" | "of other services";

/** A file holds records that ended within five minutes from the time in its name (AWS: "16:20:00 to 16:24:59"). */
const FILE_SPAN = 300;
/** The resolution of the time in a name. */
const MINUTE = 60;
/**
 * How long before the time in the name a record may have begun. It lasts up to 11 minutes, 10 of aggregation and one of
 * capture. Delivery takes about 10 minutes but is best effort, and late records may come in a file with a later name: the
 * rest of the hour is for those. It costs twelve small files; flowlogs-reader allowed as much for late events.
 */
const EARLIEST = 3600;

/** A path that says nothing. */
export const anywhere: LogPath = { step: "outside" };

/** The place of a folder, by all names in its path. */
export function placeOf(path: string): LogPath {
  return path.split("/").reduce(enter, anywhere);
}

/** The place of a folder in a folder. */
export function enter(place: LogPath, name: string): LogPath {
  const [, key, value] = /^([a-z-]+)=(.+)$/.exec(name) ?? [];
  if (key !== undefined && value !== undefined) return enterNamed(place, key, value);
  if (name === "AWSLogs") return { step: "logs" };
  if (isService(name)) return enterService(place);
  if (isAccount(name)) return { step: place.step === "logs" ? "account" : "number", account: name };
  switch (place.step) {
    case "logs":
      return { step: /^o-[a-z0-9]+$/.test(name) ? "logs" : "outside" };
    case "number":
      return anywhere;
    case "account":
      return { ...place, step: otherServices.test(name) ? "other service" : "outside" };
    case "service":
      return isRegion(name) ? { ...place, step: "region", region: name } : beyond(place);
    case "region":
      return enterDate(place, "year", name);
    case "year":
      return enterDate(place, "month", name);
    case "month":
      return enterDate(place, "day", name);
    case "day":
      return enterDate(place, "hour", name);
    default:
      return beyond(place);
  }
}

/** The place of a file in a folder, and whether its name is AWS's. Such a name alone says everything. */
export function enterFile(place: LogPath, name: string): { readonly place: LogPath; readonly isNamed: boolean } {
  const [, account = "", region = "", flowLog = "", time = ""] = filePattern.exec(name) ?? [];
  const from = Date.parse(time.replace(timePattern, "$1-$2-$3T$4:$5Z")) / 1000;
  if (Number.isNaN(from)) return { place, isNamed: false };
  const named = { from, to: from + MINUTE };
  const step = place.step === "number" ? "account" : place.step;
  return { place: { step, account, region, flowLog, named }, isNamed: true };
}

/** Why nothing in that place is wanted; undefined when something is, or may be. */
export function unwanted(place: LogPath, wanted: WantedLogs): Reason | undefined {
  if (isOtherService(place)) return "of other services";
  const { named } = place;
  // A number is an account only if a service follows.
  const { accounts, regions, flowLogs } = originOf(place);
  const isOtherAccount = differs(accounts, wanted.accounts);
  if (isOtherAccount || differs(regions, wanted.regions) || differs(flowLogs, wanted.flowLogs)) return "not asked for";
  if (named === undefined) return undefined;
  const begin = named.from - EARLIEST;
  const end = named.to - MINUTE + FILE_SPAN;
  const { start = Number.NEGATIVE_INFINITY, end: before = Number.POSITIVE_INFINITY } = wanted;
  return end <= start || begin >= before ? "outside the window" : undefined;
}

function differs(found: string | undefined, wanted: readonly string[]): boolean {
  return found !== undefined && wanted.length > 0 && !wanted.includes(found);
}

/** The account, region and flow log of all records in that place, as far as it says. */
export function originOf(place: LogPath): {
  readonly [Name in "accounts" | "regions" | "flowLogs"]: string | undefined;
} {
  const { step, account, region, flowLog } = isOtherService(place) ? anywhere : place;
  return { accounts: step === "number" ? undefined : account, regions: region, flowLogs: flowLog };
}

/** Whether the user asks for less than all. */
export function isRestricted({ accounts, regions, flowLogs, start, end }: WantedLogs): boolean {
  return [accounts, regions, flowLogs].some((asked) => asked.length > 0) || start !== undefined || end !== undefined;
}

/** Whether logs of another service are there. */
export function isOtherService({ step }: LogPath): boolean {
  return step === "other service";
}

/** Transit gateways write to `vpcflowlogs` too; the other name is for users who sort their copies. */
function isService(name: string): boolean {
  return name === "vpcflowlogs" || name === "transitgateway";
}

export function isAccount(name: string): boolean {
  return /^\d{12}$/.test(name);
}

/** As wide as possible: AWS may call the next one anything. */
export function isRegion(name: string): boolean {
  return /^[a-z]+(-[a-z0-9]+)+$/.test(name);
}

export function isFlowLog(name: string): boolean {
  return /^fl-[0-9a-z]+$/.test(name);
}

/** Other logs that AWS delivers to AWSLogs/ACCOUNT, as far as known. */
const otherServices =
  /^(CloudTrail.*|Config|elasticloadbalancing|GuardDuty|WAFLogs|vpcdnsquerylogs|network-firewall|redshift|SecurityLake)$/;

const filePattern =
  /^(\d{12})_(?:vpcflowlogs|transitgateway)_([a-z]+(?:-[a-z0-9]+)+)_(fl-[0-9a-z]+)_(\d{8}T\d{4}Z)_[0-9A-Za-z]+(?:\.\w+)*$/;
const timePattern = /^(....)(..)(..)T(..)(..)Z$/;

/** A folder of the Hive-compatible layout, `key=value`. Other keys are not AWS's. */
function enterNamed(place: LogPath, key: string, value: string): LogPath {
  if (key === "aws-account-id" && isAccount(value)) return { step: "account", account: value };
  if (key === "aws-service" || key === "service") {
    if (isService(value)) return enterService(place);
    return { ...place, step: place.step === "account" ? "other service" : "outside" };
  }
  const next = { "aws-region": "service", year: "region", month: "year", day: "month", hour: "day" };
  const isNext = Object.entries(next).some(([it, step]) => it === key && step === place.step);
  return isNext ? enter(place, value) : beyond(place);
}

function enterService({ step, account }: LogPath): LogPath {
  const isAbove = account !== undefined && (step === "account" || step === "number");
  return { step: "service", ...(isAbove ? { account } : {}) };
}

/** A folder that is not part of the layout: what is known of it holds for everything below. */
function beyond(place: LogPath): LogPath {
  return { ...place, step: place.step === "other service" ? place.step : "outside" };
}

function enterDate(place: LogPath, step: keyof typeof lengths, digits: string): LogPath {
  const date = step === "year" ? digits : `${place.date ?? ""}${step === "hour" ? "T" : "-"}${digits}`;
  const isDate = (step === "year" ? /^\d{4}$/ : /^\d\d$/).test(digits);
  const from = Date.parse(`${date}${"0000-01-01T00".slice(date.length)}:00Z`) / 1000;
  if (!isDate || Number.isNaN(from)) return beyond(place);
  return { ...place, step, date, named: { from, to: from + lengths[step] } };
}

/** Maximum lengths in seconds: listing a folder in vain costs little. */
const lengths = { year: 366 * 86_400, month: 31 * 86_400, day: 86_400, hour: 3600 };
