// Writes the answer to a query as one JSON object: lists of rows, one after the other, and what was asked.
import { type Host, innerHost } from "@flowlogs/cli/chain";
import { jsonArray } from "@flowlogs/core/stages";

const encoder = new TextEncoder();

export class AnswerObject {
  readonly #host: Host;
  #isBegun = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** A list of rows, which come as lines of NDJSON. Each is ended before the next one is written. */
  list(name: string): { readonly write: (lines: Uint8Array) => void; readonly end: () => void } {
    let isBegun = false;
    let isEnding = false;
    // The comma of the next member comes before the newline.
    const array = jsonArray((bytes) => this.#host.write(isEnding ? bytes.subarray(0, -1) : bytes));
    const begin = (): void => {
      if (isBegun) return;
      isBegun = true;
      this.#member(name);
    };
    return {
      write: (lines) => {
        if (lines.length === 0) return;
        begin();
        array.write(lines);
      },
      end: () => {
        begin();
        isEnding = true;
        array.end();
      },
    };
  }

  /** The last member. */
  finish(query: Readonly<Record<string, unknown>>): void {
    this.#member("query");
    this.#host.write(encoder.encode(`${JSON.stringify(query)}}\n`));
  }

  #member(name: string): void {
    this.#host.write(encoder.encode(`${this.#isBegun ? ",\n" : "{"}${JSON.stringify(name)}:`));
    this.#isBegun = true;
  }
}

/** A host whose output goes there; what was said once is not said again. */
export function hostFor(host: Host, write: (bytes: Uint8Array) => void, said: Set<string>): Host {
  const inner = innerHost(host, { write, end: () => {} });
  const writeError = (text: string): void => {
    if (said.has(text)) return;
    said.add(text);
    host.writeError(text);
  };
  return Object.create(inner, Object.getOwnPropertyDescriptors({ writeError }));
}
