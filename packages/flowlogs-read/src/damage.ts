// What can be wrong with gzip data. Everything that was inflated before the fault has been handed on by then.

/** The data ends too early, or is not what it should be. */
export class DamagedGzip extends Error {}

/** The compressed data itself makes no sense. zlib drops what it inflated from the piece in which it finds that. */
export class DamagedDeflate extends DamagedGzip {
  /** Where that piece begins in the compressed data: all before it has been inflated and handed on. */
  readonly position: number;
  constructor(reason: string, position: number) {
    super(`the gzip data is damaged (${reason})`);
    this.position = position;
  }
}

/** The gzip data is whole, but something else stands behind it. */
export class TrailingBytes extends DamagedGzip {
  constructor(count: number) {
    super(count === 1 ? "1 byte behind the gzip data is no gzip" : `${count} bytes behind the gzip data are no gzip`);
  }
}

/** The data ends before its time. */
export function cutOff(): DamagedGzip {
  return new DamagedGzip("the gzip data ends in the middle");
}

/** What zlib would say of a header or a trailer. */
export function damaged(reason: string): DamagedGzip {
  return new DamagedGzip(`the gzip data is damaged (${reason})`);
}
