// The core for programs: fields, expressions, times and the types of the stages. The stages themselves are in
// "@flowlogs/core/stages", the kinds of option values in "@flowlogs/core/kinds".
export type { Aggregate } from "./aggregate/aggregate.ts";
export type { OutputFormat } from "./print/formats.ts";
export type { Headings } from "./print/headings.ts";
export type { Look } from "./print/look.ts";
export {
  type Address,
  type AddressRange,
  compareAddresses,
  formatAddress,
  parseAddress,
  parseAddresses,
} from "./address.ts";
export { protocolName, serviceName } from "./portNames.ts";
export { fieldsWithNames, hasNames } from "./print/valueNames.ts";
export { parseExpression } from "./expression/parse/parse.ts";
export { printExpression } from "./expression/print.ts";
export type { Expression, Scalar } from "./expression/syntax.ts";
export {
  canonicalName,
  defaultFormat,
  type Field,
  fields,
  findField,
  identityOf,
  parseFormat,
  transitGatewayFormat,
} from "./field.ts";
export { isProblem, type Problem } from "@flowlogs/base/problem";
export type { SortKey } from "./rank/keys.ts";
export { humanBytes } from "./print/units.ts";
export { listed } from "./text/listed.ts";
export { parseDuration, type Duration } from "./time/duration.ts";
export { formatInstant, parseAbsoluteInstant, parseInstant } from "./time/instant.ts";
export { type Binner, makeBinner } from "./time/bin.ts";
export { formatInZone, localZone, parseZone, utc, type Zone } from "./time/zone.ts";
