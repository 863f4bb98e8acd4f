// Reads first bytes of a source until they tell what it is.
import type { Content } from "./content.ts";
import { detect, type Finding } from "./detect.ts";
import type { InputFormat } from "./formatNames.ts";

/** What is known before a look. */
interface Known {
  /** What the source is, if that needs no look. */
  readonly form: InputFormat | undefined;
  /** How many columns lines without a header may have. */
  readonly widths: readonly number[];
  /** Called before a wait for more. */
  readonly idle: () => void;
}

interface Recognised {
  readonly finding: Finding;
  /** The bytes that were read to tell. */
  readonly head: Uint8Array;
  /** What went wrong behind them. */
  readonly fault?: unknown;
}

export async function recognise(content: Content, { form, widths, idle }: Known): Promise<Recognised> {
  let head = new Uint8Array(0);
  for (;;) {
    let piece: Uint8Array | undefined;
    let fault: unknown;
    try {
      piece = await content.next(idle);
    } catch (error) {
      fault = error;
    }
    if (piece !== undefined) head = joined(head, piece);
    const finding = form === undefined ? detect(head, piece === undefined, widths) : { form };
    if (finding !== undefined) return { finding, head, fault };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
