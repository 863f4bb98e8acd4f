// How much of a table in S3 a question reads: the sizes of its objects, without the partitions of other times. Its folders are
// walked one level after the other, and those that the engine leaves out are not looked into.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { BucketService } from "@flowlogs/aws/s3/bucket";
import { parseBucket } from "@flowlogs/aws/s3/uri";
import { isProblem } from "@flowlogs/base/problem";
import type { PlanWindow } from "../plan.ts";
import type { EngineQuery, EngineTable } from "../query.ts";
import { type FolderLevel, overlaps, type PartitionTimes, templateLevels, timesIn } from "./partitionFolders.ts";

interface Listed {
  readonly bytes: number;
  readonly objects: number;
  readonly partitions: readonly string[];
}

/** Or why it cannot be said. Throws RemoteError. */
export async function listedBytes(
  { table, window, given = new Map() }: Pick<EngineQuery, "table" | "window" | "given">,
  aws: AwsContext,
): Promise<Listed | string> {
  const { location, template } = table;
  // An hour beside a whole date is not asked about.
  const hasDate = table.partitions.some(({ unit }) => unit === "date");
  const partitions = table.partitions.map((it) =>
    hasDate && it.unit !== "date" ? ({ ...it, unit: "other" } as const) : it,
  );
  const levels = template === undefined ? undefined : templateLevels(template, partitions, given);
  const start = levels?.root ?? location;
  const uri = start === undefined ? undefined : parseBucket(start);
  if (uri === undefined || isProblem(uri)) return "the catalog does not say where the table is";
  const service = new BucketService(uri.name, {}, aws);
  const root = uri.key === "" || uri.key.endsWith("/") ? uri.key : `${uri.key}/`;
  const walk = new Walk(service, root);
  try {
    if (levels === undefined) await walk.ofColumns(root, {}, { partitions, window });
    else await walk.ofTemplate(root, {}, { levels: levels.levels, window });
  } finally {
    service.close();
  }
  return { ...walk.found, partitions: [...walk.partitions] };
}

class Walk {
  readonly #service: BucketService;
  readonly #root: string;
  readonly found = { bytes: 0, objects: 0 };
  readonly partitions = new Set<string>();

  constructor(service: BucketService, root: string) {
    this.#service = service;
    this.#root = root;
  }

  /** Folders called column=value, in any order, with others between them. */
  async ofColumns(
    prefix: string,
    times: PartitionTimes,
    { partitions, window }: { readonly partitions: EngineTable["partitions"]; readonly window: PlanWindow | undefined },
  ): Promise<void> {
    const isDeep = partitions.length === 0;
    for (const folder of await this.#look(prefix, isDeep)) {
      const [, key, value = ""] = /([^/=]+)=([^/]*)\/$/.exec(folder) ?? [];
      const column = partitions.find(({ name }) => name === key);
      // Where partitions have places of their own nothing is left out.
      if (key === undefined) {
        await this.#look(folder, true);
        continue;
      }
      const next = column === undefined ? times : { ...times, ...timesIn(column, value) };
      if (!overlaps(next, window)) continue;
      await this.ofColumns(folder, next, { partitions: partitions.filter((it) => it !== column), window });
    }
  }

  /** Folders that have the form of a template; others are not a part of the table. */
  async ofTemplate(
    prefix: string,
    times: PartitionTimes,
    { levels, window }: { readonly levels: readonly FolderLevel[]; readonly window: PlanWindow | undefined },
  ): Promise<void> {
    const [level, ...rest] = levels;
    if (level === undefined) {
      await this.#look(prefix, true);
      return;
    }
    const names = level.names ?? (await this.#folders(prefix));
    for (const name of names) {
      const found = level.pattern.exec(name);
      if (found === null) continue;
      const next = { ...times, ...found.groups };
      if (overlaps(next, window)) await this.ofTemplate(`${prefix}${name}/`, next, { levels: rest, window });
    }
  }

  async #folders(prefix: string): Promise<readonly string[]> {
    const folders: string[] = [];
    for await (const entry of this.#entries(prefix, false)) {
      if (typeof entry === "string") folders.push(entry.slice(prefix.length, -1));
    }
    return folders;
  }

  /** Counts the objects; returns the folders. */
  async #look(prefix: string, isDeep: boolean): Promise<readonly string[]> {
    const folders: string[] = [];
    for await (const entry of this.#entries(prefix, isDeep)) {
      if (typeof entry === "string") {
        folders.push(entry);
        continue;
      }
      this.found.bytes += entry.size;
      this.found.objects++;
      this.partitions.add(prefix.slice(this.#root.length));
    }
    return folders;
  }

  async *#entries(prefix: string, isDeep: boolean): AsyncGenerator<string | { readonly size: number }> {
    for (let after: string | undefined, more = true; more;) {
      const page = await this.#service.list(prefix, { isDeep, ...(after === undefined ? {} : { after }) });
      yield* page.entries;
      after = page.next;
      more = after !== undefined;
    }
  }
}
