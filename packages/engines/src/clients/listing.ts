// How much of a table in S3 a question reads: the sizes of its objects, without the partitions of other times. Its folders are
// walked one level after the other, and those of other times are not looked into.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { BucketService } from "@flowlogs/aws/s3/bucket";
import { parseBucket } from "@flowlogs/aws/s3/uri";
import { isProblem } from "@flowlogs/base/problem";
import type { PlanWindow } from "../plan.ts";
import { LATE } from "../printer/partitions.ts";
import type { EngineTable } from "../query.ts";

interface Listed {
  readonly bytes: number;
  readonly objects: number;
  readonly partitions: readonly string[];
}

/** Or why it cannot be said. Throws RemoteError. */
export async function listedBytes(
  { location, partitions }: EngineTable,
  window: PlanWindow | undefined,
  aws: AwsContext,
): Promise<Listed | string> {
  const uri = location === undefined ? undefined : parseBucket(location);
  if (uri === undefined || isProblem(uri)) return "the catalog does not say where the table is";
  const service = new BucketService(uri.name, {}, aws);
  const units = new Map(partitions.map(({ name, unit }) => [name, unit]));
  const root = uri.key === "" || uri.key.endsWith("/") ? uri.key : `${uri.key}/`;
  const found = { bytes: 0, objects: 0, partitions: new Set<string>() };
  const walk = async (prefix: string, times: PartitionTimes, depth: number): Promise<void> => {
    const isDeep = depth >= partitions.length;
    for (let after: string | undefined, more = true; more;) {
      const page = await service.list(prefix, { isDeep, ...(after === undefined ? {} : { after }) });
      for (const entry of page.entries) {
        if (typeof entry !== "string") {
          found.bytes += entry.size;
          found.objects++;
          found.partitions.add(prefix.slice(root.length));
          continue;
        }
        const [, key = "", value = ""] = /([^/=]+)=([^/]*)\/$/.exec(entry) ?? [];
        const unit = units.get(key);
        const next = unit === undefined || unit === "other" ? times : { ...times, [unit]: value };
        if (overlaps(next, window)) await walk(entry, next, depth + 1);
      }
      after = page.next;
      more = after !== undefined;
    }
  };
  try {
    await walk(root, {}, 0);
  } finally {
    service.close();
  }
  return { ...found, partitions: [...found.partitions] };
}

/** What the partitions so far say of the time. */
type PartitionTimes = Partial<Record<"year" | "month" | "day" | "hour" | "date", string>>;

/** Whether a folder may have records of the window. */
function overlaps(times: PartitionTimes, window: PlanWindow | undefined): boolean {
  const span = spanOf(times);
  if (span === undefined || window === undefined) return true;
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = window;
  return span.to > start && span.from < end + LATE;
}

/** In epoch seconds, without the end; undefined where the partitions do not say. */
function spanOf({
  year,
  month,
  day,
  hour,
  date,
}: PartitionTimes): { readonly from: number; readonly to: number } | undefined {
  const text = date ?? [year, month, day].filter((it) => it !== undefined).join("-");
  if (!/^\d{4}(?:-\d\d){0,2}$/.test(text)) return undefined;
  const [y = 0, m, d] = text.split("-").map(Number);
  const from = Date.UTC(y, (m ?? 1) - 1, d ?? 1) / 1000;
  if (m === undefined) return { from, to: Date.UTC(y + 1, 0) / 1000 };
  if (d === undefined) return { from, to: Date.UTC(y, m) / 1000 };
  if (hour === undefined) return { from, to: from + 24 * HOUR };
  return { from: from + Number(hour) * HOUR, to: from + (Number(hour) + 1) * HOUR };
}

const HOUR = 3600;
