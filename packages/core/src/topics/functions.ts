// The topic "functions": how each is called is rendered from its definition, and what it gives stands here.
import type { Topic } from "@flowlogs/base/topic";
import type { Parameter, ScalarFunction } from "../expression/functions/function.ts";
import { findFunction, functionNames } from "../expression/functions/registry.ts";

/** By what they are for, in the order of the help; a test wants every function here, once. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Choices: {
    if: "the first value if the condition holds, else the second, or null",
    case: "the value of the first condition that holds; a last value without a condition is for the rest",
    coalesce: "the first value that is not null",
  },
  Addresses: {
    isPrivateIP: "whether it is an address of RFC 1918",
    isReservedIP: "whether IANA reserves it for a special purpose, or it is a multicast address",
    isPublicIP: "whether it is an address, and neither private nor reserved",
    isValidIp: "whether it is an address",
    isValidIpV4: "whether it is an IPv4 address",
    isValidIpV6: "whether it is an IPv6 address",
    isIpInSubnet: "whether the address is in the prefix, such as '10.0.0.0/8'",
    isIpv4InSubnet: "the same for a prefix of IPv4",
    isIpv6InSubnet: "the same for a prefix of IPv6",
    ipv4ToNumber: "the number of an IPv4 address",
  },
  Text: {
    concat: "the texts, one after the other",
    tolower: "in small letters; also lower",
    toupper: "in capital letters; also upper",
    trim: "without blanks, or the given characters, at both ends",
    ltrim: "the same at the start",
    rtrim: "the same at the end",
    strlen: "the number of characters; also length",
    substr: "the part from a position, counted from 0, of a length",
    replace: "with all occurrences of the first text replaced by the second",
    regexReplace: "the same for a regular expression",
    regexExtract: "what a regular expression finds, or its group of a number; null if it finds nothing",
    natural: "a text whose order is that of people: eni-9 before eni-10",
    strcontains: "whether it contains the text; with 1, in any case",
    startsWith: "whether it starts with the text",
    endsWith: "whether it ends with the text",
    isempty: "whether it is null or an empty text",
    isblank: "whether it is null or has only blanks",
    ispresent: "whether it is not null",
    urlencode: "percent-encoded",
    urldecode: "percent-decoded",
    base64encode: "in base64",
    base64decode: "from base64",
    hexToDec: "the number of hexadecimal digits",
    decToHex: "a whole number in hexadecimal digits",
    hexToAscii: "the text whose bytes the hexadecimal digits are",
  },
  Numbers: {
    abs: "without its sign",
    ceil: "the next whole number up; also ceiling",
    floor: "the next whole number down",
    round: "rounded, to a number of decimals",
    sqrt: "square root",
    log: "natural logarithm",
    greatest: "the largest of numbers or addresses",
    least: "the smallest of numbers or addresses",
    isNumeric: "whether it is a number",
    toNumber: "as a number, or null",
    toDouble: "the same",
    toInt: "as a whole number of 32 bits, or null",
    toLong: "as a whole number of 64 bits, or null",
    haversine: "kilometres between two places: latitude and longitude of each, in degrees",
  },
  "Times, which are epoch seconds": {
    now: "the time at which the command started",
    bin: "the start of the period that contains the record's start, as in bin(5m)",
    datefloor: "the start of the period that contains a time",
    dateceil: "the start of the next period, unless a period starts at that time",
    fromMillis: "seconds of milliseconds",
    toMillis: "milliseconds of seconds",
    formatDate: "as text by a pattern, such as formatDate(start, '%H:%M', 'Europe/Berlin'); also strftime",
  },
};

const parameterNames: Readonly<Record<Parameter, string>> = {
  number: "NUMBER",
  ordered: "VALUE",
  text: "TEXT",
  any: "VALUE",
  condition: "CONDITION",
  period: "PERIOD",
  constant: "'TEXT'",
};

export const functionsTopic: Topic = {
  name: "functions",
  brief: "the functions of expressions, those of CloudWatch Logs Insights, in any case",
  sections: Object.entries(meanings).map(([title, group]) => ({
    title,
    rows: Object.entries(group).map(([name, meaning]) => [callOf(name), meaning]),
  })),
  words: functionNames().map((name) => `${name}(`),
};

function callOf(name: string): string {
  const { parameters = [], optional = 0, repeats = 0 }: Partial<ScalarFunction> = findFunction(name) ?? {};
  const words = parameters.map((parameter) => parameterNames[parameter]);
  const needed = words.slice(0, words.length - optional).join(", ");
  const more = optional > 0 ? `[, ${words.slice(-optional).join(", ")}]` : repeats > 0 ? ", ..." : "";
  return `${name}(${needed}${more})`;
}
