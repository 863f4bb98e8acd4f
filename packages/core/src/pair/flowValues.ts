// Times and amounts in spellings that the kernel leaves to JavaScript.
import { isProblem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "../time/instant.ts";

/** Epoch seconds; NaN where it is not a time. */
export function timeOf(text: string): number {
  const seconds = parseAbsoluteInstant(text);
  return seconds === undefined || isProblem(seconds) ? Number.NaN : seconds;
}

/** A number that is not negative; -1 for an integer, which is one beyond 63 bits; NaN where it is none. */
export function otherAmountOf(text: string): number {
  if (/^\d+$/.test(text)) return -1;
  const number = /^[\d.][\d.eE+-]*$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}
