// What flow-pair says at its end about values that are not what its fields have.
import { listed } from "../text/listed.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { keyFields } from "./flowFields.ts";

export function valueNotes(kernel: Kernel): readonly string[] {
  const { nullFlowKeys, oddFlowKeys, oddAmounts, oddWords, backwardEnds } = kernel;
  const ends = backwardEnds.value;
  const who = ends === 1 ? "1 record ends before it starts" : `${ends} records end before they start`;
  return [
    ...when(
      nullFlowKeys.value,
      "record has",
      "records have",
      `null in the key (${listed(keyFields, "or", 10)}): left out`,
    ),
    ...when(
      oddFlowKeys.value,
      "record has",
      "records have",
      "a key that is not of addresses, ports, a protocol and a time: left out",
    ),
    ...when(
      oddAmounts.value,
      "value of",
      "values of",
      "end, packets, bytes or tcp_flags: not a number of 0 or more, taken as null",
    ),
    ...when(
      oddWords.value,
      "value of",
      "values of",
      "action or flow_direction: not ACCEPT, REJECT, ingress or egress, taken as null",
    ),
    ...(ends > 0 ? [`${who}: the start is taken as the end`] : []),
  ];
}

function when(count: number, one: string, several: string, what: string): readonly string[] {
  return count > 0 ? [`${count} ${count === 1 ? one : several} ${what}`] : [];
}
