// Reads the first bytes of a source until its format is detected.
import type { Content } from "./content.ts";
import { detect, type Detection } from "./detect.ts";
import type { InputFormat } from "./formatNames.ts";

/** What is known before reading. */
interface RecogniseOptions {
  /** The format, if the user or the service names it. */
  readonly form: InputFormat | undefined;
  /** The numbers of columns that lines without a header may have. */
  readonly widths: readonly number[];
  /** Called before a wait for more. */
  readonly idle: () => void;
}

interface Recognised {
  readonly finding: Detection;
  /** The bytes that were read for it. */
  readonly head: Uint8Array;
  /** The error that came after them. */
  readonly fault?: unknown;
}

/** Throws nothing: an error of the source is returned, because the bytes before it are still good. */
export async function recognise(content: Content, { form, widths, idle }: RecogniseOptions): Promise<Recognised> {
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
