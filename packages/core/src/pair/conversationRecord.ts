// A conversation as a record in JSON.
import { addAmounts, type Amount, writeAmount } from "./amount.ts";
import { clientOf, type PeersOf } from "./client.ts";
import { type Conversation, joinWords, type Leg } from "./conversation.ts";
import { judge, writeActions } from "./verdict.ts";

/** The fields of a conversation, in their order. */
export const conversationFields = [
  "client",
  "server",
  "client_port",
  "server_port",
  "protocol",
  "start",
  "end",
  "flows",
  "packets_out",
  "bytes_out",
  "packets_in",
  "bytes_in",
  "actions_out",
  "actions_in",
  "tcp_flags_out",
  "tcp_flags_in",
  "verdict",
  "verdict_by",
  "client_by",
  "client_confidence",
  "seen_by",
  "via",
] as const;

type ConversationTexts = Record<(typeof conversationFields)[number], string>;

/** The line without its end; `counted`: the legs that count; `more`: further members, each after a comma. */
export function writeConversation(
  conversation: Conversation,
  counted: readonly Leg[],
  peersOf: PeersOf,
  more: string,
): string {
  const { key, legs, start, end } = conversation;
  const client = clientOf(conversation, peersOf);
  const [out, back] = [sideOf(legs, client.isFirst), sideOf(legs, !client.isFirst)];
  const [countedOut, countedBack] = [sideOf(counted, client.isFirst), sideOf(counted, !client.isFirst)];
  const { verdict, by } = judge(out, back);
  const ports = key.hasPorts ? [key.firstPort, key.secondPort] : loggedPorts(out, back, client.isFirst);
  const [first, second] = [JSON.stringify(key.first), JSON.stringify(key.second)];
  const [firstPort = "null", secondPort = "null"] = ports.map((port) => (port === undefined ? "null" : String(port)));
  const values: ConversationTexts = {
    client: client.isFirst ? first : second,
    server: client.isFirst ? second : first,
    client_port: client.isFirst ? firstPort : secondPort,
    server_port: client.isFirst ? secondPort : firstPort,
    protocol: String(key.protocol),
    start: String(start),
    end: String(end),
    flows: String(counted.reduce((sum, { flows }) => sum + flows, 0)),
    packets_out: writeSum(countedOut, ({ packets }) => packets),
    bytes_out: writeSum(countedOut, ({ bytes }) => bytes),
    packets_in: writeSum(countedBack, ({ packets }) => packets),
    bytes_in: writeSum(countedBack, ({ bytes }) => bytes),
    actions_out: writeText(writeActions(out)),
    actions_in: writeText(writeActions(back)),
    tcp_flags_out: writeFlags(out),
    tcp_flags_in: writeFlags(back),
    verdict: writeText(verdict),
    verdict_by: writeText(by),
    client_by: writeText(client.by),
    client_confidence: String(client.confidence),
    seen_by: writeText(legs.reduce((all, { seenBy }) => joinWords(all, seenBy), "")),
    via: writeText(legs.reduce((all, { via }) => joinWords(all, via), "")),
  };
  let line = "";
  for (const field of conversationFields) line += `${line === "" ? "{" : ","}"${field}":${values[field]}`;
  return `${line}${more}}`;
}

function sideOf(legs: readonly Leg[], isForward: boolean): readonly Leg[] {
  return legs.filter((leg) => leg.isForward === isForward);
}

/** What the records have for ports, of a protocol that has none: as the client's first one has it, or the server's turned round. */
function loggedPorts(out: readonly Leg[], back: readonly Leg[], isFirst: boolean): readonly (number | undefined)[] {
  const asked = earliest(out);
  const answered = earliest(back);
  const ports =
    asked === undefined ? [answered?.targetPort, answered?.sourcePort] : [asked.sourcePort, asked.targetPort];
  return isFirst ? ports : ports.toReversed();
}

function earliest(legs: readonly Leg[]): Leg | undefined {
  return legs.toSorted((left, right) => left.start - right.start)[0];
}

/** 0 where there is no record at all. */
function writeSum(legs: readonly Leg[], amountOf: (leg: Leg) => Amount): string {
  if (legs.length === 0) return "0";
  return writeAmount(legs.reduce<Amount>((sum, leg) => addAmounts(sum, amountOf(leg)), undefined));
}

function writeFlags(legs: readonly Leg[]): string {
  const known = legs.filter(({ flags }) => flags >= 0);
  return known.length === 0 ? "null" : String(known.reduce((all, { flags }) => all | flags, 0));
}

function writeText(text: string | undefined): string {
  return text === undefined || text === "" ? "null" : JSON.stringify(text);
}
