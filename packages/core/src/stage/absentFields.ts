// What to do about a field that AWS has and this log does not: which name to add to the format of the flow log. A flow log
// cannot be changed once it is created, hence "a new flow log".
import { type Field, findField, transitGatewayFormat } from "../field.ts";
import { listed } from "../text/listed.ts";

/** Names in one message. */
const LISTED = 4;

/** Advice for the names that are fields of AWS, in any spelling, where records with these keys come from a flow log. */
export function adviceOnAbsentFields(names: readonly string[], keys: readonly string[]): readonly string[] {
  const isOfGateway = gatewayOf(keys);
  if (isOfGateway === undefined) return [];
  const absent = [...new Set(names.flatMap((name) => findField(name) ?? []))];
  const offered = absent.filter((field) => isOffered(field, isOfGateway));
  const others = absent.filter((field) => !offered.includes(field));
  const kind = isOfGateway ? "VPCs" : "transit gateways";
  return [
    ...(offered.length === 0
      ? []
      : [`AWS has ${these(offered)}: add ${added(offered)} to the format of a new flow log`]),
    ...(others.length === 0 ? [] : [`only flow logs of ${kind} have ${list(others.map(({ name }) => name))}`]),
  ];
}

/**
 * Whether records with these keys come from the flow log of a transit gateway, or of a VPC; undefined when they are no such
 * records but groups of them, or other data: at least half of the keys must be fields, and one may be a coincidence.
 */
function gatewayOf(keys: readonly string[]): boolean | undefined {
  const known = keys.flatMap((key) => findField(key) ?? []);
  const isFlowLog = known.length > 1 && known.length * 2 >= keys.length && !keys.some((key) => key.includes("("));
  return isFlowLog ? known.some(isGatewayField) : undefined;
}

function isOffered(field: Field, isOfGateway: boolean): boolean {
  return isOfGateway ? transitGatewayFormat.includes(field.name) : !isGatewayField(field);
}

/** Version 6 is that of transit gateways. */
function isGatewayField({ version }: Field): boolean {
  return version === 6;
}

function these(absent: readonly Field[]): string {
  return absent.length === 1 ? "this field" : "these fields";
}

function added(absent: readonly Field[]): string {
  return list(absent.map(({ name, version }) => `\${${name.replaceAll("_", "-")}} (version ${version})`));
}

function list(words: readonly string[]): string {
  return listed(words, "and", LISTED);
}
