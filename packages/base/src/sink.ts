// The contract of what takes the bytes of one source: a worker, or a format that turns them into lines for one.

/** Takes the bytes of one source. */
export interface Sink {
  /** Where the caller puts the next bytes: never empty, valid until the next call. */
  room(): Uint8Array;
  /** The caller has put `length` bytes at the start of `room()`; the sink processes what is complete. */
  advance(length: number): void;
  /** Writes all results so far. */
  flush(): void;
  /** No further byte can change the output. */
  readonly satisfied: boolean;
  /** What is wrong with the source as a whole; known at its end, after its good data was written. */
  readonly damage?: string | undefined;
  /** The source has ended; `cutShort`: earlier than it should. */
  endSource(cutShort?: boolean): void;
}
