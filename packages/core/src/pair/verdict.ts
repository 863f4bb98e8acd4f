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
  if (legs.some(({ actions }) => actions === (ACCEPTED | REJECTED))) return "some";
  if (legs.some(({ actions }) => actions === REJECTED)) return "none";
  return legs.some(({ actions }) => actions === ACCEPTED) ? "all" : undefined;
}

function actionsInWords(legs: readonly Leg[]): string {
  if (legs.length === 0) return "nothing";
  const words = new Set(legs.flatMap(({ actions }) => namesOf(actions)));
  if (words.size === 0) return "unknown";
  const refusing = legs.filter(({ actions }) => (actions & REJECTED) > 0);
  const isOne = refusing.length === 0 || refusing.length === legs.length;
  const where = isOne ? "" : ` by ${[...new Set(refusing.map(({ seenBy }) => seenBy))].join(" and ")}`;
  return `${[...words].toSorted().join(" and ")}${where}`;
}

function namesOf(actions: number): readonly string[] {
  return [...((actions & ACCEPTED) > 0 ? ["ACCEPT"] : []), ...((actions & REJECTED) > 0 ? ["REJECT"] : [])];
}

/** `ACCEPT`, `ACCEPT,REJECT`; undefined for none. */
export function writeActions(legs: readonly Leg[]): string | undefined {
  const names = namesOf(legs.reduce((all, { actions }) => all | actions, 0));
  return names.length === 0 ? undefined : names.join(",");
}
