// A conversation as a record in JSON.
import { addAmounts, writeAmount } from "./amount.ts";
import { clientOf, type PeersOf } from "./client.ts";
import { type Conversation, joinWords, type Leg } from "./conversation.ts";
import { judge, writeActions } from "./verdict.ts";

/** The fields of a conversation, in their order: that of writeConversation. */
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

/**
 * The line with its end; `counted`: the legs that count; `more`: further members, each after a comma. It is one template, and legs are
 * looked at in loops: where each record is a conversation of its own, most of the time goes by here.
 */
export function writeConversation(
  conversation: Conversation,
  counted: readonly Leg[],
  peersOf: PeersOf,
  more: string,
): string {
  const { key, legs, start, end } = conversation;
  const { isFirst, by, confidence } = clientOf(conversation, peersOf);
  const [out, back] = [sideOf(legs, isFirst), sideOf(legs, !isFirst)];
  const { verdict, by: verdictBy } = judge(out, back);
  const [first, second] = key.hasPorts ? [key.firstPort, key.secondPort] : loggedPorts(out, back, isFirst);
  const [client, server] = isFirst ? [key.first, key.second] : [key.second, key.first];
  const [port, otherPort] = isFirst ? [first, second] : [second, first];
  return (
    `{"client":"${client}","server":"${server}","client_port":${port ?? "null"},"server_port":${otherPort ?? "null"},` +
    `"protocol":${key.protocol},"start":${start},"end":${end},"flows":${flowsOf(counted)},` +
    `"packets_out":${packetsOf(counted, isFirst)},"bytes_out":${bytesOf(counted, isFirst)},` +
    `"packets_in":${packetsOf(counted, !isFirst)},"bytes_in":${bytesOf(counted, !isFirst)},` +
    `"actions_out":${quoted(writeActions(out))},"actions_in":${quoted(writeActions(back))},` +
    `"tcp_flags_out":${writeFlags(out)},"tcp_flags_in":${writeFlags(back)},` +
    `"verdict":${quoted(verdict)},"verdict_by":${JSON.stringify(verdictBy)},` +
    `"client_by":${quoted(by)},"client_confidence":${confidence},` +
    `"seen_by":${writeWords(legs, seenByOf)},"via":${writeWords(legs, viaOf)}${more}}\n`
  );
}

function sideOf(legs: readonly Leg[], isForward: boolean): readonly Leg[] {
  const side: Leg[] = [];
  for (const leg of legs) if (leg.isForward === isForward) side.push(leg);
  return side;
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

function flowsOf(legs: readonly Leg[]): number {
  let flows = 0;
  for (const leg of legs) flows += leg.flows;
  return flows;
}

/** 0 where there is no record at all. */
function packetsOf(legs: readonly Leg[], isForward: boolean): string {
  const side = sideOf(legs, isForward);
  let sum = side[0]?.packets;
  for (let place = 1; place < side.length; place++) sum = addAmounts(sum, side[place]?.packets);
  return side.length === 0 ? "0" : writeAmount(sum);
}

function bytesOf(legs: readonly Leg[], isForward: boolean): string {
  const side = sideOf(legs, isForward);
  let sum = side[0]?.bytes;
  for (let place = 1; place < side.length; place++) sum = addAmounts(sum, side[place]?.bytes);
  return side.length === 0 ? "0" : writeAmount(sum);
}

function writeFlags(legs: readonly Leg[]): string {
  let all = -1;
  for (const { flags } of legs) if (flags >= 0) all = all < 0 ? flags : all | flags;
  return all < 0 ? "null" : String(all);
}

const seenByOf = (leg: Leg): string => leg.seenBy;
const viaOf = (leg: Leg): string => leg.via;

function writeWords(legs: readonly Leg[], wordsOf: (leg: Leg) => string): string {
  let words = "";
  for (const leg of legs) words = joinWords(words, wordsOf(leg));
  return words === "" ? "null" : JSON.stringify(words);
}

/** A word of ours, which has nothing to escape. */
function quoted(word: string | undefined): string {
  return word === undefined ? "null" : `"${word}"`;
}
