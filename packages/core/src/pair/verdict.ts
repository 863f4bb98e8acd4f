// What became of a conversation: from the actions that all interfaces logged, also those that do not count.
import { ACCEPTED, REJECTED } from "@flowlogs/kernel/opcodes";
import type { Leg } from "./conversation.ts";

type Verdict = "accepted" | "rejected" | "rejected_reply" | "no_reply" | "partial";

export interface Judgement {
  /** Undefined: no record of a conversation in both directions has an action. */
  readonly verdict: Verdict | undefined;
  /** The actions of each direction, `out ACCEPT, in REJECT by eni-2`. */
  readonly by: string;
}

/** `out`: what the client sent, `back`: what the server did. */
export function judge(out: readonly Leg[], back: readonly Leg[]): Judgement {
  return { verdict: verdictOf(out, back), by: `out ${actionsInWords(out)}, in ${actionsInWords(back)}` };
}

function verdictOf(out: readonly Leg[], back: readonly Leg[]): Verdict | undefined {
  const [asked, answered] = [outcomeOf(out), outcomeOf(back)];
  if (asked === "some" || answered === "some") return "partial";
  if (back.length === 0) return asked === "none" ? "rejected" : "no_reply";
  // Somebody answered what was refused, or only the answer was logged.
  if (asked === "none" || (out.length === 0 && answered !== "none")) return "partial";
  if (answered === "none") return "rejected_reply";
  return asked === undefined && answered === undefined ? undefined : "accepted";
}

/** Whether all, some or none of a direction came through; undefined: no record says so. */
function outcomeOf(legs: readonly Leg[]): "all" | "some" | "none" | undefined {
  // What one interface passed and the next one refused did not come through.
  let [isRefused, isAccepted] = [false, false];
  for (const { actions } of legs) {
    if (actions === (ACCEPTED | REJECTED)) return "some";
    isRefused ||= actions === REJECTED;
    isAccepted ||= actions === ACCEPTED;
  }
  return isRefused ? "none" : isAccepted ? "all" : undefined;
}

/** Of no action, of accepted ones, of refused ones and of both. */
const inWords = ["unknown", "ACCEPT", "REJECT", "ACCEPT and REJECT"] as const;
const written = [undefined, "ACCEPT", "REJECT", "ACCEPT,REJECT"] as const;

function actionsInWords(legs: readonly Leg[]): string {
  if (legs.length === 0) return "nothing";
  let refusing = 0;
  for (const { actions } of legs) if ((actions & REJECTED) > 0) refusing++;
  const words = inWords[actionsOf(legs)] ?? "unknown";
  if (refusing === 0 || refusing === legs.length) return words;
  const where = legs.filter(({ actions }) => (actions & REJECTED) > 0).map(({ seenBy }) => seenBy);
  return `${words} by ${[...new Set(where)].join(" and ")}`;
}

function actionsOf(legs: readonly Leg[]): number {
  let all = 0;
  for (const { actions } of legs) all |= actions;
  return all;
}

/** `ACCEPT`, `ACCEPT,REJECT`; undefined for none. */
export function writeActions(legs: readonly Leg[]): string | undefined {
  return written[actionsOf(legs)];
}
