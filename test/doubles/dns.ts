// A DNS server on 127.0.0.1 that knows PTR records: names by the addresses that they are for, byte for byte, or a reply code, or silence.
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/** Labels of each name, the bytes of a text in Latin-1; an error by its number (RFC 1035, 4.1.1); or no reply. */
export type PtrAnswer = readonly (readonly string[])[] | number | "silence";

const NO_SUCH_NAME = 3;

export class DnsDouble {
  /** What the names under in-addr.arpa and ip6.arpa have; others do not exist. */
  readonly records = new Map<string, PtrAnswer>();
  /** The names that were asked for. */
  readonly asked: string[] = [];
  /** What names have that are not among the records. */
  otherwise: PtrAnswer = NO_SUCH_NAME;
  readonly #socket: Socket = createSocket("udp4");

  /** Returns HOST:PORT. */
  async listen(): Promise<string> {
    this.#socket.on("message", (query, from) => this.#reply(query, from));
    await new Promise<void>((resolve) => this.#socket.bind(0, "127.0.0.1", resolve));
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #reply(query: Buffer, { address, port }: RemoteInfo): void {
    const { name, question } = questionOf(query);
    this.asked.push(name);
    const answer = this.records.get(name) ?? this.otherwise;
    if (answer === "silence") return;
    const [code, names] = typeof answer === "number" ? [answer, []] : [0, answer];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // A response that was recursed, with one question.
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(names.length, 6);
    this.#socket.send(Buffer.concat([header, question, ...names.map(record)]), port, address);
  }
}

/** The first question of a query, behind its header of 12 bytes. */
function questionOf(query: Buffer): { readonly name: string; readonly question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), question: query.subarray(12, at + 5) };
}

/** A PTR record of the name of the question. */
function record(labels: readonly string[]): Buffer {
  const name = Buffer.concat([
    ...labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, "latin1")),
    Buffer.alloc(1),
  ]);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(12, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(name.length, 10);
  return Buffer.concat([head, name]);
}
