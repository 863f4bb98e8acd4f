// Brings the sources of a query to the database: files that DuckDB reads by itself, or a file with the records of flowlogs-read.
import { executeChain, exit, type Host, innerHost } from "@flowlogs/cli/chain";
import { hasChanged, NotPlain, type PlainFile, plainFiles } from "@flowlogs/sources/plain/plainFiles";
import type { FlowDatabase } from "@flowlogs/sql";
import type { Links } from "../links.ts";
import type { PlainCommand } from "@flowlogs/engines";
import { type RecordsFile, recordsFile } from "./recordsFile.ts";

/** The links of commands, or the exit code of one that is wrong. */
export type LinksOf = (commands: readonly PlainCommand[]) => Promise<Links | number>;

/** What became of a source. */
export interface Brought {
  readonly code: number;
  /** How DuckDB reads its files, as SQL; undefined: flowlogs-read brings the records. */
  readonly rows?: string;
  /** Why it has to. */
  readonly because?: string;
}

interface BringOptions {
  readonly host: Host;
  readonly linksOf: LinksOf;
  /** Options of flowlogs-read, for each source. */
  readonly readerWords: readonly string[];
  /** DuckDB may read files by itself. */
  readonly reads: boolean;
}

export class SourceBringer {
  readonly #database: FlowDatabase;
  readonly #options: BringOptions;
  readonly #direct: PlainFile[] = [];
  readonly #files: RecordsFile[] = [];

  constructor(database: FlowDatabase, options: BringOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Whether DuckDB reads some files by itself. */
  get hasDirect(): boolean {
    return this.#direct.length > 0;
  }

  /** A file that DuckDB reads and that is not as it was. */
  get changed(): string | undefined {
    return this.#direct.find(hasChanged)?.path;
  }

  /** `as`: the name in read('SOURCE'). `isAsked`: only to tell how; nothing is brought. */
  async bring(from: readonly string[], as: string | undefined, isAsked = false): Promise<Brought> {
    const { host, linksOf, readerWords } = this.#options;
    const links = await linksOf([{ name: "flowlogs-read", words: [...readerWords, "--", ...from] }]);
    if (typeof links === "number") return { code: links };
    const files = await this.#readable(links);
    if (typeof files !== "string") {
      this.#direct.push(...files);
      return { code: exit.ok, rows: await this.#database.addFiles(files, as) };
    }
    if (isAsked) return { code: exit.ok, because: files };
    const file = recordsFile();
    this.#files.push(file);
    const write = (bytes: Uint8Array): void => file.write(bytes);
    const code = await executeChain(links, innerHost(host, { write, end: () => {} }));
    const isOver = code === exit.usage || code === exit.output || host.isInterrupted;
    if (!isOver) await this.#database.add(file.path, as);
    return { code, because: files };
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  /** The files of a reader that DuckDB can read by itself, or why it cannot. */
  async #readable([{ request }]: Links): Promise<readonly PlainFile[] | string> {
    const { host, reads } = this.#options;
    if (!reads) return "DuckDB could not read it";
    const context = {
      open: (path: string) => host.open(path),
      openRandom: (path: string) => host.openRandom(path),
      openStdin: () => host.stdin(),
    };
    try {
      return await plainFiles(request.values, context);
    } catch (error) {
      if (error instanceof NotPlain) return error.message;
      throw error;
    }
  }
}
