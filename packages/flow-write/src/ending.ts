// What a run does when all of its files are in place: it commits the state of the reader that wrote to it, and removes files that
// are too old. What it needs for that it takes before it reads anything.
import { type Context, type Problem, UsageError, visible } from "@flowlogs/cli";
import type { StateCommit } from "@flowlogs/sources/state/handover";
import type { Destination } from "./destinations/destination.ts";
import type { UnreadFolders } from "./removalReport.ts";
import type { RemovalOutcome, RetentionValues } from "./retention.ts";

export interface EndingValues extends RetentionValues {
  /** The state that the reader prepares. */
  readonly commit?: string | undefined;
  /** Milliseconds. */
  readonly retain?: number | undefined;
  readonly "dry-run": boolean;
}

type EndingContext = Pick<Context, "note" | "write">;

const encoder = new TextEncoder();

export class Ending {
  readonly #values: EndingValues;
  readonly #destination: Destination;
  readonly #context: EndingContext;
  readonly #commit: StateCommit | undefined;

  private constructor(values: EndingValues, destination: Destination, context: EndingContext, commit?: StateCommit) {
    this.#values = values;
    this.#destination = destination;
    this.#context = context;
    this.#commit = commit;
  }

  /** Throws UsageError for options that do not agree, and InputError while another run has the state. */
  static async open(values: EndingValues, destination: Destination, context: EndingContext): Promise<Ending> {
    if (values["dry-run"] && values.retain === undefined) throw usage("--dry-run", "requires --retain", "add it");
    if (values["dry-run"] && values.commit !== undefined) {
      throw usage("--dry-run", "nothing is written that --commit could count as done", "leave one of them out");
    }
    return new Ending(values, destination, context, await openCommit(values.commit));
  }

  /** Prints the files that would be removed. */
  async list(): Promise<void> {
    const { paths, unread } = await this.#expired();
    for await (const path of paths) this.#context.write(encoder.encode(`${visible(path)}\n`));
    await this.#tell(unread);
  }

  /** `isGood`: all of the input was read, and every file is in place; `run`: the one whose last line came. */
  async conclude(isGood: boolean, run: string | undefined): Promise<void> {
    if (this.#values.commit !== undefined && !isGood) {
      const problem = `${this.#values.commit}: not committed, because of that`;
      this.#context.note(`${problem}; the next run reads the same records again`);
    } else if (this.#commit !== undefined) this.#commit.commit(run);
    else if (run !== undefined) {
      const problem = "flowlogs-read --prepare waits for its state to be committed";
      this.#context.note(`${problem}; give --commit with its file, or the next run reads the same records again`);
    }
    if (isGood && this.#values.retain !== undefined) await this.#remove();
  }

  async #remove(): Promise<void> {
    const [{ paths, unread }, { removeAll }] = await Promise.all([this.#expired(), import("./retention.ts")]);
    await this.#tell(unread, await removeAll(this.#destination, paths));
  }

  async #tell(unread: UnreadFolders, outcome?: RemovalOutcome): Promise<void> {
    const { tellRemoval } = await import("./removalReport.ts");
    unread.tellLinks(this.#context);
    tellRemoval(this.#destination.name, outcome, unread.failures, this.#context);
  }

  /** The files that are too old, and what was not looked at, once they are all known. */
  async #expired(): Promise<{ readonly paths: AsyncIterable<string>; readonly unread: UnreadFolders }> {
    const [{ expired }, { UnreadFolders: Folders }] = await Promise.all([
      import("./retention.ts"),
      import("./removalReport.ts"),
    ]);
    const unread = new Folders();
    return { paths: expired(this.#destination, this.#values, this.#before, unread.passOver), unread };
  }

  get #before(): number {
    return (Date.now() - (this.#values.retain ?? 0)) / 1000;
  }
}

async function openCommit(path: string | undefined): Promise<StateCommit | undefined> {
  if (path === undefined) return undefined;
  const { StateCommit: Commit } = await import("@flowlogs/sources/state/handover");
  const commit = new Commit(path);
  // Whatever ends the run.
  process.once("exit", () => commit.close());
  return commit;
}

function usage(option: string, problem: Problem["problem"], advice: string): UsageError {
  return new UsageError({ problem, advice }, option);
}
