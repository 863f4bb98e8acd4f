// Hands a state over from the run that reads to the command that writes its records (flow-write --commit), which may end much
// later. In two phases: the reader leaves the state beside the old one under the id of its run, after the line with that id is
// written; the writer moves it in place once all records before that line are safe. A reader or a command between that fails
// leaves no state, or the line does not arrive: then the old state stays, and the next run reads the same records again.
import { renameSync, rmSync, statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { codeOf, createBeside, InputError, OutputError, reasonOf } from "@flowlogs/cli";
import { lock, type Lock, ownerOf } from "./lock.ts";
import { commitPath, preparedPath, removeLeftovers, runOf, syncFolder, targetOf } from "./stateFile.ts";

const again = "the next run reads the same records again";

/** For the command that writes the records of a state. */
export class StateCommit {
  readonly #path: string;
  readonly #lock: Lock;

  /** Throws an InputError while another command still writes the records of the last run. */
  constructor(path: string) {
    this.#path = path;
    const file = commitPath(path);
    this.#lock = lock(file, path);
    if (this.#lock.isInherited) removeLeftovers([file, `${file}.lock`]);
  }

  /** Makes the state of this run the one that counts. All of its records must be safe. Throws InputError or OutputError. */
  commit(run: string | undefined): void {
    if (run === undefined) {
      const problem = "not committed: the input has no last line of flowlogs-read --prepare";
      throw this.#refused(problem, `a command before failed, or dropped that line; ${again}`);
    }
    try {
      this.#move(run);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new OutputError(`the state cannot be committed: ${reasonOf(error)}`, again, this.#path);
    }
  }

  close(): void {
    this.#lock.release();
  }

  /** Takes the prepared state away first, so that the one that is looked at is the one that is moved. */
  #move(run: string): void {
    const taken = createBeside(commitPath(this.#path), 0o600, () => {});
    try {
      const found = this.#take(taken);
      if (found === undefined) {
        const advice = `give flowlogs-read the same file: --state ${relative("", this.#path)} --prepare`;
        throw this.#refused("not committed: no state was prepared", `${advice}; if it was, ${again}`);
      }
      if (found !== run) {
        renameSync(taken, preparedPath(this.#path));
        throw this.#refused("not committed: the state that was prepared is that of another run", again);
      }
      const target = targetOf(this.#path);
      renameSync(taken, target);
      syncFolder(dirname(target));
    } finally {
      rmSync(taken, { force: true });
    }
  }

  /** The id of the run whose state was moved to `taken`. */
  #take(taken: string): string | undefined {
    try {
      renameSync(preparedPath(this.#path), taken);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    }
    return runOf(taken) ?? "";
  }

  #refused(problem: string, advice: string): InputError {
    return new InputError(`${this.#path}: ${problem}`, advice);
  }
}

/**
 * Removes a state that nobody will commit any more. Throws an InputError while a command writes the records of the run that
 * prepared it: to read them again would repeat them. The state must be locked.
 */
export function dropPrepared(path: string): void {
  const prepared = statSync(preparedPath(path), { throwIfNoEntry: false });
  if (prepared === undefined) return;
  const lockFile = `${commitPath(path)}.lock`;
  const writer = ownerOf(lockFile);
  const since = statSync(lockFile, { throwIfNoEntry: false });
  // A later one belongs to this run: the commands of a pipeline start together.
  if (writer !== undefined && since !== undefined && since.mtimeMs < prepared.mtimeMs) {
    const problem = `${path}: process ${writer} still writes the records of the last run`;
    throw new InputError(problem, "wait until it ends");
  }
  rmSync(preparedPath(path), { force: true });
}
