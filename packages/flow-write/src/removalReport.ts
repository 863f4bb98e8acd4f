// What flow-write tells of the removal of files that are too old: nothing, unless some of them may still be there.
import { type Context, OutputError } from "@flowlogs/cli";
import { RemoteError } from "@flowlogs/base/errors";
import type { RemovalFailure } from "./destinations/destination.ts";
import type { RemovalOutcome } from "./retention.ts";

type ReportContext = Pick<Context, "note">;

/** Failures that are named, of files and of folders. */
const NAMED = 10;

/** Folders that were not looked into: links, and those that could not be read. */
export class UnreadFolders {
  readonly #links: string[] = [];
  readonly failures: RemovalFailure[] = [];

  /** As in `Destination.list`. */
  readonly passOver = (name: string, why: "link" | OutputError): void => {
    if (why === "link") this.#links.push(name);
    else this.failures.push({ name, error: why });
  };

  tellLinks({ note }: ReportContext): void {
    const [link] = this.#links.toSorted();
    if (link === undefined) return;
    const isOne = this.#links.length === 1;
    const which = isOne ? link : `${link} and ${count(this.#links.length - 1)} more`;
    note(
      `${which}: not followed, as ${isOne ? "it is a link" : "they are links"}; old files behind ${isOne ? "it" : "them"} stay`,
    );
  }
}

/**
 * Throws OutputError or RemoteError for the first failure, after notes of the next ones; `name` is that of the destination.
 * `outcome`: undefined if nothing was to be removed.
 */
export function tellRemoval(
  name: string,
  outcome: RemovalOutcome | undefined,
  unread: readonly RemovalFailure[],
  { note }: ReportContext,
): void {
  const { removed = 0, failed = 0, failures = [], interruption } = outcome ?? {};
  const known = [...unread, ...failures];
  if (interruption !== undefined) known.unshift({ name, error: asFailure(interruption.cause) });
  const [first, ...others] = known;
  if (first === undefined) return;
  for (const { name: where, error } of others.slice(0, NAMED - 1)) note(`${where}: ${error.message}`);
  const left = [
    ...(interruption === undefined ? [] : ["the removal of old files ended there"]),
    ...(unread.length === 0 ? [] : [`${counted(unread.length, "folder")} could not be read`]),
    ...(failed === 0 ? [] : [`${counted(failed, "old file")} could not be removed`]),
  ];
  if (outcome !== undefined) left.push(`${count(removed)} ${removed === 1 ? "was" : "were"} removed`);
  throw failureOf(first, left.join(", "));
}

function failureOf({ name, error }: RemovalFailure, more: string): OutputError | RemoteError {
  const { message, advice } = error;
  if (error instanceof OutputError) return new OutputError(`${message}: ${more}`, advice, error.where);
  // It may begin with the name.
  const what = message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
  return new RemoteError(`${what}: ${more}`, advice, error.cause);
}

function asFailure(cause: unknown): OutputError | RemoteError {
  if (cause instanceof OutputError || cause instanceof RemoteError) return cause;
  throw cause;
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
