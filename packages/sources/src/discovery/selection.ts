// What became of the files that were found: read, left out and why, and those whose names do not say whether they are
// wanted. For --stats, and for the one remark at the end.
import type { Counts, SourceContext } from "@flowlogs/cli";
import { anywhere, asksFor, isOther, type LogPath, toldBy, unwanted, type WantedLogs } from "./awsLayout.ts";

/** How a file came to be considered: named by the user, or found below something that was named. */
export type PathOrigin = "named" | "found";

/** Accounts, Regions and flow logs that paths tell of. */
export type Told = Readonly<Record<keyof ReturnType<typeof toldBy>, Set<string>>>;

/** Others than those that are asked for: as many as anybody would look through. */
const REMEMBERED = 1000;

export class Selection {
  readonly #wanted: WantedLogs;
  /** What the paths told so far of that which is asked for. */
  readonly told: Told;
  readonly #files = new Map<string, number>();
  readonly #folders = new Map<string, number>();
  #taken = 0;
  #read = 0;
  #leftOut = 0;
  #odd = 0;
  #example = "";

  constructor(wanted: WantedLogs, told: Told = { accounts: new Set(), regions: new Set(), flowLogs: new Set() }) {
    this.#wanted = wanted;
    this.told = told;
  }

  /** Another one that wants the same, or of that only what is younger. */
  again(since = Number.NEGATIVE_INFINITY): Selection {
    const { start = Number.NEGATIVE_INFINITY } = this.#wanted;
    const later = Math.max(start, since);
    return new Selection(later > start ? { ...this.#wanted, start: later } : this.#wanted, this.told);
  }

  /** Whether something in that place may be wanted; nothing is counted. */
  wants(place: LogPath): boolean {
    return unwanted(place, this.#wanted) === undefined;
  }

  /** How many files and folders were left out. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Whether a folder is to be looked into. */
  takesFolder(place: LogPath): boolean {
    return !this.#leavesOut(place, this.#folders);
  }

  /** Whether a file is to be read. What does not tell is read: the records are looked at in any case. */
  takesFile(path: string, place: LogPath, isNamed: boolean, origin: PathOrigin): boolean {
    // What the user names is no log of another service, wherever it lies.
    const isMeant = origin === "named" && isOther(place);
    if (!isMeant && this.#leavesOut(place, this.#files)) return false;
    this.#taken += 1;
    const isOdd = origin === "found" && !isNamed && asksFor(this.#wanted);
    if (isOdd && this.#odd++ === 0) this.#example = path;
    return true;
  }

  /** Standard input, of which nothing is known. */
  takesInput(): boolean {
    return this.takesFile("standard input", anywhere, false, "named");
  }

  /** A file is left out for a reason of the reader's own. */
  leaveOut(reason: string): void {
    this.#taken -= 1;
    add(this.#files, reason);
  }

  /** Files were opened to be read. */
  countRead(count = 1): void {
    this.#read += count;
  }

  /** Reports what was counted, here and in the files. */
  settle(counts: Counts, context: SourceContext): void {
    const remark = this.remark();
    if (remark !== undefined) context.note(remark);
    context.report({ ...counts, ...this.counts() });
  }

  /** How many files and folders, by what became of them. */
  counts(): { readonly files: Record<string, number>; readonly folders: Record<string, number> } {
    const unread = this.#taken - this.#read;
    const files = {
      read: this.#read,
      ...(unread > 0 ? { "not read": unread } : {}),
      ...Object.fromEntries(this.#files),
    };
    return { files, folders: Object.fromEntries(this.#folders) };
  }

  /** What to say of names that do not tell what was asked for. */
  remark(): string | undefined {
    if (this.#odd === 0) return undefined;
    if (this.#odd === 1) return `${this.#example} is read, although its name does not tell whether it matches`;
    const [count, example] = [this.#odd, this.#example];
    return `${count} files are read although their names do not tell whether they match, such as ${example}`;
  }

  #leavesOut(place: LogPath, counts: Map<string, number>): boolean {
    this.#meet(place);
    const reason = unwanted(place, this.#wanted);
    if (reason === undefined) return false;
    add(counts, reason);
    this.#leftOut += 1;
    return true;
  }

  /** Notes what a path tells, for those who ask for what is nowhere. */
  #meet(place: LogPath): void {
    const told = toldBy(place);
    for (const name of ["accounts", "regions", "flowLogs"] as const) {
      const value = told[name];
      const wanted = this.#wanted[name];
      if (value === undefined || wanted.length === 0) continue;
      if (this.told[name].size < REMEMBERED || wanted.includes(value)) this.told[name].add(value);
    }
  }
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
