// The names of numbers: tcp for 6, https for 443, SYN|ACK for 18, "internet gateway" for 8.
import { type Field, fields } from "../field.ts";
import { printKindOf } from "./printKind.ts";
import { protocolName, serviceName } from "../portNames.ts";

/** The name of a field's value, undefined where it has none. `number`: the value, a whole number. */
export function nameOfValue(field: Field, number: number): string | undefined {
  if (field.role === "protocol") return protocolName(number);
  if (field.role === "port") return serviceName(number);
  if (field.role === "flags") return flagNames(field.values ?? {}, number);
  return field.values?.[number];
}

/** The fields whose numbers have names. */
export function fieldsWithNames(): readonly string[] {
  return fields.flatMap((field) => (printKindOf(field.name).kind === "named" ? field.name : []));
}

/** Whether the numbers of this column have names: a field's, or those of an aggregate such as first(protocol). */
export function hasNames(name: string): boolean {
  return printKindOf(name).kind === "named";
}

/** The flags that are set; undefined when there is one without a name. */
function flagNames(values: Readonly<Record<string, string>>, number: number): string | undefined {
  let rest = number;
  const names: string[] = [];
  for (const [bit, name] of Object.entries(values)) {
    if ((number & Number(bit)) === 0) continue;
    names.push(name);
    rest &= ~Number(bit);
  }
  return rest === 0 && names.length > 0 ? names.join("|") : undefined;
}
