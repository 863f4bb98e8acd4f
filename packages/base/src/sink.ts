// What takes the bytes of one source.

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
  /** What is wrong with the source as a whole, once it has ended; what is good of it came out. */
  readonly damage?: string | undefined;
  /** The source ended; `cutShort`: before its time. */
  endSource(cutShort?: boolean): void;
}
