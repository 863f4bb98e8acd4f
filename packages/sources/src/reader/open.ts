// Opens a source: a file, standard input, or bytes in memory. Its first bytes say whether it is compressed or Parquet.
import { exit, type Input, InputError, type SourceContext } from "@flowlogs/cli";
import { type Content, endedByUs, PlainContent } from "@flowlogs/formats/content";
import { decompressed, MAGIC, mayBeArchive } from "@flowlogs/formats/compression/decompress";
import { RewindableInput } from "@flowlogs/formats/compression/rewindableInput";
import type { InputFormat } from "@flowlogs/formats/formatNames";
import type { PayloadSource } from "@flowlogs/formats/payloads";
import type { RandomAccess } from "@flowlogs/formats/parquet/randomAccess";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { fileSize, isGone } from "../discovery/disk.ts";
import { isSample, SAMPLE } from "../sample/sample.ts";

/** A source that is open. */
export interface Opened {
  readonly name: string;
  readonly content: Content;
  /** What is known without looking: its format, and the columns of its lines. */
  readonly form?: InputFormat | undefined;
  readonly formats?: readonly (readonly string[])[] | undefined;
  /** The service has applied the window: records without a time are in it. */
  readonly isWindowed?: boolean;
  /** All of its records are of the Region that the user asked for. */
  readonly isOfRegion?: boolean;
  /** Its records should be of the interfaces that the user asked for. */
  readonly isOfInterfaces?: boolean;
  /** Only of a Parquet file, which is not read from its beginning to its end. */
  readonly parquet?: RandomAccess;
  /** Only of a source that comes in payloads, each with a format of its own; the content is empty then. */
  readonly parcels?: PayloadSource;
  /** The content was compressed. */
  readonly isPacked?: boolean;
}

const HEAD_SIZE = 65_536;

/** What opening takes of a context. */
export type OpeningContext = Pick<SourceContext, "open" | "openStdin" | "openRandom" | "failed" | "interruption">;

/** How a source is opened. */
interface OpenOptions {
  /** A path that leads to the file even when its name goes to another one. */
  readonly stablePath?: string;
  /** If it is large and compressed, another thread may decompress it. */
  readonly inBackground?: boolean;
  /** It was found in a folder; the user did not name it. */
  readonly isFound?: boolean;
}

/** Compressed files of this size are worth the start of a thread (40 ms); smaller ones inflate as quickly without. */
export const BACKGROUND_SIZE = 4 << 20;

/** A source whose bytes are in memory. */
export interface BufferedSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why they end before the source does. */
  readonly failure?: { readonly what: string; readonly advice: string | undefined } | undefined;
}

/** Opens a source whose bytes are in memory. */
export async function openBuffered(source: BufferedSource): Promise<Opened> {
  const again = (): Input => inputOf(source);
  const input = again();
  const head = readHead(input);
  const inside = await decompressed({ input, head, again });
  const content = inside === undefined ? new PlainContent(input, head) : new PlainContent(inside);
  return { name: source.name, content, isPacked: inside !== undefined };
}

async function openSample(name: string, { interruption }: OpeningContext): Promise<Opened> {
  const { openMadeUp, sampleBytes } = await import("../sample/samples.ts");
  if (name === SAMPLE) return await openBuffered({ name, bytes: await sampleBytes() });
  const input = openMadeUp(name);
  return { name, content: new PlainContent(interruption?.wrap(input) ?? input) };
}

function inputOf({ bytes, failure }: BufferedSource): Input {
  let at = 0;
  const read = (into: Uint8Array): number => {
    if (at === bytes.length && failure !== undefined) throw new RemoteError(failure.what, failure.advice);
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  };
  return { read, readNow: read, close: () => {} };
}

/** Opens a source, or reports why not. The caller must close it. */
export async function open(
  path: string,
  context: OpeningContext,
  options: OpenOptions = {},
): Promise<Opened | undefined> {
  if (isSample(path)) return await openSample(path, context);
  const { stablePath = path, inBackground = false } = options;
  const name = nameOf(path);
  const openInput = (): Input => (path === "-" ? context.openStdin() : context.open(stablePath));
  let input: Input | undefined;
  try {
    input = openInput();
    if ((await input.wait?.()) === "interrupted") throw endedByUs();
    const head = readHead(input);
    if (isParquet(head)) return await openParquet(name, stablePath, input, head, context);
    const size = fileSize(stablePath);
    const rewindable = size === undefined ? new RewindableInput(input, head) : undefined;
    const again = (): Input => rewindable?.again() ?? openInput();
    // The size of what comes through a pipe is unknown; a full pipe is a hint.
    const isLarge = size === undefined ? head.length === HEAD_SIZE : size >= BACKGROUND_SIZE;
    const inside = await decompressed({ input: rewindable ?? input, head, again }, inBackground && isLarge);
    const content = inside === undefined ? new PlainContent(input, head) : new PlainContent(inside);
    return { name, content, isPacked: inside !== undefined };
  } catch (error) {
    input?.close();
    if (!isAbort(error)) reportUnopened(error, path, context, options);
    return undefined;
  }
}

/** Reports why a source cannot be opened; rethrows an error of this program. */
export function reportUnopened(
  error: unknown,
  path: string,
  context: Pick<OpeningContext, "failed">,
  { isFound = false }: OpenOptions,
): void {
  if (!(error instanceof InputError)) throw error;
  const name = nameOf(path);
  if (isFound && isGone(path))
    context.failed(name, "it disappeared after its folder was listed", "run the command again");
  else context.failed(name, error.message, error.advice, exit.input, error.code);
}

function nameOf(path: string): string {
  return path === "-" ? "stdin" : path;
}

/** Whether the first bytes are those of a Parquet file, which may be encrypted. */
export function isParquet(head: Uint8Array): boolean {
  const magic = String.fromCharCode(...head.subarray(0, MAGIC));
  return magic === "PAR1" || magic === "PARE";
}

/** The end of a Parquet file says what is in it; what comes through a pipe is read into memory first. */
async function openParquet(
  name: string,
  path: string,
  input: Input,
  head: Uint8Array,
  context: OpeningContext,
): Promise<Opened> {
  const { accessInMemory, accessOf } = await import("@flowlogs/formats/parquet/randomAccess");
  const file = context.openRandom(path);
  const parquet = file === undefined ? accessInMemory(input, head) : accessOf(file);
  const content = new PlainContent({ ...input, close: () => (file?.close(), input.close()) }, head);
  return { name, content, parquet };
}

function readHead(input: Input): Uint8Array {
  const head = new Uint8Array(HEAD_SIZE);
  let length = input.read(head);
  while (length > 0 && length < MAGIC && mayBeArchive(head.subarray(0, length))) {
    const more = input.read(head.subarray(length)); // too little to detect a compression
    if (more === 0) break;
    length += more;
  }
  return head.subarray(0, length);
}
