// What is wrong with a source: reported under its name, and handed back to those who keep checkpoints of sources.
import { exit, InputError, type SourceContext } from "@flowlogs/cli";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import type { Sink } from "@flowlogs/base/sink";
import { DamagedData } from "@flowlogs/formats/compression/errors";

/** What is wrong with a source, as it was reported. */
export interface SourceFailure {
  readonly what: string;
  readonly advice: string;
  /** It stays wrong as long as the source does not change. */
  readonly isLasting: boolean;
}

export class FailureReporter {
  /** The source that is being read, or the payload in it. */
  source = "stdin";
  readonly #context: Pick<SourceContext, "failed">;

  constructor(context: Pick<SourceContext, "failed">) {
    this.#context = context;
  }

  report(what: string, advice: string, isLasting: boolean, code?: number): SourceFailure {
    this.#context.failed(this.source, what, advice === "" ? undefined : advice, code);
    return { what, advice, isLasting };
  }

  /** Reports an error of the source; rethrows an error of this program. */
  reportError(error: unknown): SourceFailure {
    // We ended it ourselves.
    if (isAbort(error)) return { what: "ended", advice: "", isLasting: false };
    if (error instanceof RemoteError) return this.report(error.message, error.advice ?? "", false, exit.remote);
    if (!(error instanceof InputError) && !(error instanceof DamagedData)) throw error;
    // What the disk refused now, it may give the next time.
    const advice = error.advice ?? "the records before that are written; fetch the file again";
    return this.report(error.message, advice, error instanceof DamagedData);
  }

  /** Reports what the sink found to be missing inside the source. */
  reportDamage({ damage }: Pick<Sink, "damage">): SourceFailure | undefined {
    return damage === undefined ? undefined : this.report(damage, "its complete parts are read", true);
  }

  /** A filter pattern tests messages; rows of a table are not messages. */
  reportUntestable(what: string): SourceFailure {
    return this.report(`a filter pattern tests messages, but this is ${what}`, "use --where", true);
  }
}
