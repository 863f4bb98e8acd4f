// What a form is: the way in which records lie in the bytes of a source. A form is chosen by the first bytes and takes them
// all; what it makes of them, whole lines of one kind, goes to the worker.

/** Takes the bytes of one source. */
export interface Sink {
  /** Where the next bytes go; never empty; good until the next call. */
  room(): Uint8Array;
  /** That many bytes now stand at the start of room(): what is complete among them is worked off. */
  advance(length: number): void;
  /** Writes the results of all that was worked off. */
  flush(): void;
  /** No further byte can change the output. */
  readonly satisfied: boolean;
  /** The source ended; `cutShort`: before its time. */
  endSource(cutShort?: boolean): void;
}
