// Node's own decompressors, driven by hand: straight from the bytes that were read into the memory where they are wanted,
// without a stream between (measured: two thirds of the time and half of the memory). Streams are made of the same calls,
// zlib's *Sync functions too; that the calls are there is looked up, and there is another way where they are not.

/** What the streams of node:zlib have inside. */
interface Inside {
  readonly _handle: Handle;
  /** Set by each call: room left in the output, bytes left of the input. */
  readonly _writeState: Uint32Array;
}

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    from: number,
    length: number,
    output: Uint8Array,
    at: number,
    room: number,
  ): void;
  reset(): void;
  close(): void;
  onerror: (message: string) => void;
}

const NO_FLUSH = 0;

export class Engine {
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  /** What the last call found wrong. How far it came is not known then, and the engine must be started anew. */
  fault: string | undefined;
  /** Bytes of the input that the last call used. */
  used = 0;
  /** Bytes of output that the last call made. */
  made = 0;

  private constructor({ _handle, _writeState }: Inside) {
    this.#handle = _handle;
    this.#state = _writeState;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it has no events
    _handle.onerror = (message) => (this.fault = message);
  }

  /** The engine in a stream of node:zlib; undefined when this Node has it in another form. */
  static of(stream: object): Engine | undefined {
    return isDrivable(stream) ? new Engine(stream) : undefined;
  }

  /** Decompresses from the input into the output until one of them is used up or the data ends. */
  run(input: Uint8Array, output: Uint8Array): void {
    this.fault = undefined;
    this.#handle.writeSync(NO_FLUSH, input, 0, input.length, output, 0, output.length);
    const [room = 0, left = 0] = this.#state;
    this.used = input.length - left;
    this.made = output.length - room;
  }

  /** Forgets what came so far: other data begins. */
  restart(): void {
    this.#handle.reset();
  }

  close(): void {
    this.#handle.close();
  }
}

function isDrivable(stream: object): stream is Inside {
  if (!("_handle" in stream && "_writeState" in stream)) return false;
  const { _handle: handle, _writeState: state } = stream;
  return state instanceof Uint32Array && typeof handle === "object" && handle !== null && "writeSync" in handle;
}
