// What --from takes: the path of a file or a folder, builtin:, a list of AWS, or dns; and what --dns-server takes.
import { isIP } from "node:net";
import type { Problem } from "@flowlogs/base/problem";
import { nearestName } from "@flowlogs/base/nearest";

export const BUILTIN = "builtin:";
export const AWS = "aws:";
/** Names of addresses by DNS. */
export const DNS = "dns";

/** The lists of AWS that have labels. */
const inventories = ["eni", "instances", "subnets", "accounts"] as const;
export type Inventory = (typeof inventories)[number];

/** The list that a source names; undefined: it is another one. */
export function inventoryOf(source: string): Inventory | undefined {
  return inventories.find((it) => source === AWS + it);
}

export const labelSourceKind = {
  placeholder: "FILE",
  isFile: true,
  parse(text: string): string | Problem {
    if (text === "") return { problem: "the file name is empty", advice: "give a path" };
    if (text === "-") return { problem: "standard input has the records", advice: "give the labels as a file" };
    if (`${text.toLowerCase()}:` === BUILTIN)
      return { problem: `${text} has no colon`, advice: `write ${BUILTIN}, or ./${text} for a file` };
    const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[0].toLowerCase();
    if (scheme === undefined) return text;
    if (text.toLowerCase() === `${DNS}:`) return DNS;
    if (scheme === AWS) return parseInventory(text.toLowerCase());
    if (scheme === BUILTIN) return text === scheme.toUpperCase() ? BUILTIN : text;
    return {
      problem: `labels do not come from ${scheme}`,
      advice: `give a file, a folder, ${BUILTIN}, ${AWS}eni or ${DNS}`,
    };
  },
};

function parseInventory(text: string): string | Problem {
  if (inventoryOf(text) !== undefined) return text;
  const near = nearestName(text.slice(AWS.length), inventories);
  const all = inventories.map((it) => AWS + it).join(", ");
  return {
    problem: `"${text}" is not a list of AWS`,
    advice: near === undefined ? `give one of ${all}` : `did you mean ${AWS}${near}?`,
  };
}

const DNS_PORT = 53;

/** The address and the port of a server, as Node's dns module takes them. */
export const dnsServerKind = {
  placeholder: "ADDRESS",
  parse(text: string): string | Problem {
    const [, six, four, port = String(DNS_PORT)] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
    const host = six ?? four ?? text;
    const version = isIP(host);
    const advice = "write it as 10.0.0.2, 10.0.0.2:53 or [fd00::2]:53";
    if (version === 0) return { problem: `"${host}" is not an address`, advice };
    if (Number(port) < 1 || Number(port) > 65_535) return { problem: `"${port}" is not a port`, advice };
    return version === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  },
};
