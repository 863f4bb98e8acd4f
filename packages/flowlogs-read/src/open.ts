// Opens a source. Whether it is compressed, its first bytes say.
import { type Input, InputError, type SourceContext } from "@flowlogs/cli";
import { type Content, PlainContent } from "./content.ts";
import { decompressed, MAGIC, mayBeArchive } from "./decompress/decompress.ts";
import { Remembering } from "./decompress/remembering.ts";
import { sizeOf } from "./sources.ts";

/** A source that is open. */
export interface Opened {
  readonly name: string;
  readonly content: Content;
}

const HEAD = 65_536;

/** Opens a source, or says why not. Who takes it closes it. */
export async function open(path: string, context: SourceContext): Promise<Opened | undefined> {
  const name = path === "-" ? "stdin" : path;
  const openInput = (): Input => (path === "-" ? context.openStdin() : context.open(path));
  let input: Input | undefined;
  try {
    input = openInput();
    const head = readHead(input);
    const kept = sizeOf(path) === undefined ? new Remembering(input, head) : undefined;
    const again = (): Input => kept?.again() ?? openInput();
    const inside = await decompressed({ input: kept ?? input, head, again });
    return { name, content: inside === undefined ? new PlainContent(input, head) : new PlainContent(inside) };
  } catch (error) {
    input?.close();
    if (!(error instanceof InputError)) throw error;
    context.failed(name, error.message, error.advice);
    return undefined;
  }
}

function readHead(input: Input): Uint8Array {
  const head = new Uint8Array(HEAD);
  let length = input.read(head);
  while (length > 0 && length < MAGIC && mayBeArchive(head.subarray(0, length))) {
    const more = input.read(head.subarray(length)); // too little to know what it is
    if (more === 0) break;
    length += more;
  }
  return head.subarray(0, length);
}
