// Opens sources in order, the next ones ahead of their turn, so that they decompress meanwhile. Whether a source is
// compressed, its first bytes say; one that cannot be opened is said, and left out.
import { type Input, InputError, type SourceContext } from "@flowlogs/cli";
import { type Content, PlainContent } from "./content.ts";
import { decompressed } from "./decompress/decompress.ts";
import { Remembering } from "./decompress/remembering.ts";
import { mayWait } from "./sources.ts";

/** A source that is open. */
export interface Opened {
  readonly name: string;
  readonly content: Content;
}

/** Files that are opened before their turn comes, so that they decompress meanwhile. */
const FILES_AHEAD = 2;
const HEAD = 65_536;

/** The sources in order, opened; the next ones are opened before the one at hand is done. Who takes one closes it. */
export async function* openAhead(paths: AsyncIterable<string>, context: SourceContext): AsyncGenerator<Opened> {
  const opened: Opened[] = [];
  try {
    for await (const path of paths) {
      // What may keep us waiting, as standard input does, is not opened before its turn, and nothing behind it is.
      const waits = mayWait(path);
      if (waits) yield* inTurn(opened, 0);
      const source = open(path, waits, context);
      if (source === undefined) continue;
      opened.push(source);
      yield* inTurn(opened, waits ? 0 : FILES_AHEAD);
    }
    yield* inTurn(opened, 0);
  } finally {
    for (const { content } of opened) content.close();
  }
}

/** The first ones, until so many are left. */
function* inTurn(opened: Opened[], left: number): Generator<Opened> {
  while (opened.length > left) yield* opened.splice(0, 1);
}

function open(path: string, isOnce: boolean, context: SourceContext): Opened | undefined {
  const name = path === "-" ? "stdin" : path;
  const openInput = (): Input => (path === "-" ? context.openStdin() : context.open(path));
  let input: Input | undefined;
  try {
    input = openInput();
    const head = readHead(input);
    const kept = isOnce ? new Remembering(input, head) : undefined;
    const again = (): Input => kept?.again() ?? openInput();
    const inside = decompressed({ input: kept ?? input, head, again });
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
  if (length === 1) length += input.read(head.subarray(1)); // too little to know what it is
  return head.subarray(0, length);
}
