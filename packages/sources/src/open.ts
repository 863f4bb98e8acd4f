// Opens a source. Whether it is compressed, its first bytes say.
import { type Input, InputError, type SourceContext } from "@flowlogs/cli";
import { type Content, endedByUs, PlainContent } from "@flowlogs/formats/content";
import { decompressed, MAGIC, mayBeArchive } from "@flowlogs/formats/compression/decompress";
import { Remembering } from "@flowlogs/formats/compression/rewindableInput";
import type { Form } from "@flowlogs/formats/formatNames";
import type { Parcels } from "@flowlogs/formats/payloads";
import type { Access } from "@flowlogs/formats/parquet/randomAccess";
import { isAbort, RemoteFault } from "@flowlogs/base/errors";
import { isGone, sizeOf } from "./findFiles.ts";

/** A source that is open. */
export interface Opened {
  readonly name: string;
  readonly content: Content;
  /** What is known of it without a look: what it is, and the columns of its lines. */
  readonly form?: Form | undefined;
  readonly formats?: readonly (readonly string[])[] | undefined;
  /** Whoever has it has tested the window: what has no time is in it. */
  readonly isWindowed?: boolean;
  /** All of its records are of the Region that was asked for. */
  readonly isOfRegion?: boolean;
  /** Its records should be of the interfaces that were asked for. */
  readonly isOfInterfaces?: boolean;
  /** There when it is a Parquet file, which is read in another way than from its beginning to its end. */
  readonly parquet?: Access;
  /** There when it comes in parcels, each of which has a form of its own; the content has nothing then. */
  readonly parcels?: Parcels;
  /** The content was compressed. */
  readonly isPacked?: boolean;
}

const HEAD = 65_536;

/** How a source is opened. */
interface OpenOptions {
  /** A path to it that is surer than its name. */
  readonly through?: string;
  /** If it is large and compressed, another thread may decompress it meanwhile. */
  readonly ahead?: boolean;
  /** It was found in a folder, and not named by the user. */
  readonly isFound?: boolean;
}

/** Compressed bytes of a file from which on a thread is worth its start (40 ms); less than that inflates as quickly. */
export const WORTH = 4 << 20;

/** A source whose bytes are here. */
export interface BufferedSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why there are no more of them, if that is not its end. */
  readonly fault?: { readonly what: string; readonly advice: string | undefined } | undefined;
}

/** Opens a source whose bytes are here. */
export async function openGiven(given: BufferedSource): Promise<Opened> {
  const again = (): Input => inputOf(given);
  const input = again();
  const head = readHead(input);
  const inside = await decompressed({ input, head, again });
  const content = inside === undefined ? new PlainContent(input, head) : new PlainContent(inside);
  return { name: given.name, content, isPacked: inside !== undefined };
}

function inputOf({ bytes, fault }: BufferedSource): Input {
  let at = 0;
  const read = (into: Uint8Array): number => {
    if (at === bytes.length && fault !== undefined) throw new RemoteFault(fault.what, fault.advice);
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  };
  return { read, readNow: read, close: () => {} };
}

/** Opens a source, or says why not. Who takes it closes it. */
export async function open(path: string, context: SourceContext, way: OpenOptions = {}): Promise<Opened | undefined> {
  const { through = path, ahead = false } = way;
  const name = path === "-" ? "stdin" : path;
  const openInput = (): Input => (path === "-" ? context.openStdin() : context.open(through));
  let input: Input | undefined;
  try {
    input = openInput();
    if ((await input.wait?.()) === "told to end") throw endedByUs();
    const head = readHead(input);
    if (isParquet(head)) return await openParquet(name, through, input, head, context);
    const size = sizeOf(through);
    const kept = size === undefined ? new Remembering(input, head) : undefined;
    const again = (): Input => kept?.again() ?? openInput();
    // How much comes through a pipe, nobody knows; a full one is a hint.
    const isLarge = size === undefined ? head.length === HEAD : size >= WORTH;
    const inside = await decompressed({ input: kept ?? input, head, again }, ahead && isLarge);
    const content = inside === undefined ? new PlainContent(input, head) : new PlainContent(inside);
    return { name, content, isPacked: inside !== undefined };
  } catch (error) {
    input?.close();
    if (isAbort(error)) return undefined;
    if (!(error instanceof InputError)) throw error;
    const hasGone = way.isFound === true && isGone(path);
    if (hasGone) context.failed(name, "it was there when its folder was listed, and is gone", "run it again");
    else context.failed(name, error.message, error.advice);
    return undefined;
  }
}

/** Whether it begins like a Parquet file, or one that is encrypted. */
export function isParquet(head: Uint8Array): boolean {
  const magic = String.fromCharCode(...head.subarray(0, MAGIC));
  return magic === "PAR1" || magic === "PARE";
}

/** What comes through a pipe is taken into memory: the end of the file says what is in it. */
async function openParquet(
  name: string,
  path: string,
  input: Input,
  head: Uint8Array,
  context: SourceContext,
): Promise<Opened> {
  const { accessInMemory, accessOf } = await import("@flowlogs/formats/parquet/randomAccess");
  const file = context.openRandom(path);
  const parquet = file === undefined ? accessInMemory(input, head) : accessOf(file);
  const content = new PlainContent({ ...input, close: () => (file?.close(), input.close()) }, head);
  return { name, content, parquet };
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
