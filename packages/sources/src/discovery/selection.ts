// Decides which files are wanted, and counts what became of those that were found: read, left out and why, and those whose
// names do not say whether they are wanted. For --stats, and for one note at the end.
import type { Counts, SourceContext } from "@flowlogs/cli";
import {
  anywhere,
  isRestricted,
  isOtherService,
  type LogPath,
  originOf,
  unwanted,
  type WantedLogs,
} from "./awsLayout.ts";

/** How a file came to be considered: named by the user, or found below something that was named. */
export type PathOrigin = "named" | "found";

/** Accounts, regions and flow logs that paths name. */
export type PathOrigins = Readonly<Record<keyof ReturnType<typeof originOf>, Set<string>>>;

/** Maximum number of names that are remembered, besides those that the user asks for. */
const MAX_ORIGINS = 1000;

export class Selection {
  readonly #wanted: WantedLogs;
  /** What paths have named so far, of the kinds that the user asks for. */
  readonly origins: PathOrigins;
  readonly #files = new Map<string, number>();
  readonly #folders = new Map<string, number>();
  #taken = 0;
  #read = 0;
  #leftOut = 0;
  #unclear = 0;
  #example = "";

  constructor(
    wanted: WantedLogs,
    origins: PathOrigins = { accounts: new Set(), regions: new Set(), flowLogs: new Set() },
  ) {
    this.#wanted = wanted;
    this.origins = origins;
  }

  /** A selection of the same, or of what is younger than `since`, with counts of its own. */
  renewed(since = Number.NEGATIVE_INFINITY): Selection {
    const { start = Number.NEGATIVE_INFINITY } = this.#wanted;
    const later = Math.max(start, since);
    return new Selection(later > start ? { ...this.#wanted, start: later } : this.#wanted, this.origins);
  }

  /** Whether something in that place may be wanted; nothing is counted. */
  wants(place: LogPath): boolean {
    return unwanted(place, this.#wanted) === undefined;
  }

  /** How many files and folders were left out. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Whether the walk enters a folder. */
  takesFolder(place: LogPath): boolean {
    return !this.#leavesOut(place, this.#folders);
  }

  /** Whether a file is read. One whose name does not say is read: its records are tested in any case. */
  takesFile(path: string, place: LogPath, isNamed: boolean, origin: PathOrigin): boolean {
    // A file that the user names is read even among the logs of another service.
    const isInsisted = origin === "named" && isOtherService(place);
    if (!isInsisted && this.#leavesOut(place, this.#files)) return false;
    this.#taken += 1;
    const isUnclear = origin === "found" && !isNamed && isRestricted(this.#wanted);
    if (isUnclear && this.#unclear++ === 0) this.#example = path;
    return true;
  }

  /** Standard input, of which nothing is known. */
  takesInput(): boolean {
    return this.takesFile("standard input", anywhere, false, "named");
  }

  /** The reader leaves a file out. */
  leaveOut(reason: string): void {
    this.#taken -= 1;
    add(this.#files, reason);
  }

  /** Files were opened to be read. */
  countRead(count = 1): void {
    this.#read += count;
  }

  /** Reports these counts and those of the records. */
  report(counts: Counts, context: SourceContext): void {
    const remark = this.remark();
    if (remark !== undefined) context.note(remark);
    context.report({ ...counts, ...this.counts() });
  }

  /** The numbers of files and folders, by what became of them. */
  counts(): { readonly files: Record<string, number>; readonly folders: Record<string, number> } {
    const unread = this.#taken - this.#read;
    const files = {
      read: this.#read,
      ...(unread > 0 ? { "not read": unread } : {}),
      ...Object.fromEntries(this.#files),
    };
    return { files, folders: Object.fromEntries(this.#folders) };
  }

  /** The note about names that do not say whether they are wanted. */
  remark(): string | undefined {
    if (this.#unclear === 0) return undefined;
    if (this.#unclear === 1) return `${this.#example} is read, although its name does not tell whether it matches`;
    const [count, example] = [this.#unclear, this.#example];
    return `${count} files are read although their names do not tell whether they match, such as ${example}`;
  }

  #leavesOut(place: LogPath, counts: Map<string, number>): boolean {
    this.#noteOrigins(place);
    const reason = unwanted(place, this.#wanted);
    if (reason === undefined) return false;
    add(counts, reason);
    this.#leftOut += 1;
    return true;
  }

  /** Remembers what a path names, to help users who ask for what is nowhere. */
  #noteOrigins(place: LogPath): void {
    const found = originOf(place);
    for (const name of ["accounts", "regions", "flowLogs"] as const) {
      const value = found[name];
      const wanted = this.#wanted[name];
      if (value === undefined || wanted.length === 0) continue;
      if (this.origins[name].size < MAX_ORIGINS || wanted.includes(value)) this.origins[name].add(value);
    }
  }
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
