// Every function of the language, with values from elsewhere: the shell (date, base64, printf), RFCs, arithmetic.
import { describe, expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { computedValues } from "../evaluate/computedColumns.fake.ts";
import { functionNames } from "./registry.ts";
import { parseExpression } from "../parse/parse.ts";
import { printExpression } from "../print.ts";

// date -ud @1795169465 says Fri Nov 20 10:11:05 UTC 2026.
const record =
  '{"start":1795169465,"end":1795169525.5,"bytes":4660,"action":"Reject","tag":" pad ","uni":"é😀x","hex":"1234",' +
  '"v4":"10.1.2.3","v6":"2001:db8::1","out":"8.8.8.8","no":null,"empty":"","b64":"w6k=","url":"a%20b%2F","word":"42"}';

/** Each case names the functions that it shows. */
const cases: readonly (readonly [text: string, expected: string])[] = [
  ["if(bytes > 4k, 'big', 'small')", '"big"'],
  ["if(bytes > 5k, 'big')", "null"],
  ["if(no > 1, 1, bytes) + 1", "4661"],
  ["case(bytes > 1M, 'l', bytes > 1k, 'm', 's')", '"m"'],
  ["case(bytes > 1M, 1, bytes > 1G, 2)", "null"],
  ["coalesce(no, empty, action)", '""'],
  ["coalesce(no, nowhere, bytes)", "4660"],
  ["coalesce(bytes / 0, bpp, 7)", "7"],
  ["ispresent(no) + ispresent(empty) * 10", "10"],
  ["isNumeric(word) + isNumeric(action) + isNumeric(no)", "1"],
  ["isempty(no) + isempty(empty) * 10 + isempty(tag) * 100", "11"],
  ["isblank(no) + isblank(empty) * 10 + isblank(trim(tag, ' pad')) * 100 + isblank(tag) * 1000", "111"],
  ["isValidIp(v4) + isValidIp(v6) * 10 + isValidIp(action) * 100", "11"],
  ["coalesce(isValidIp(no), 2) + coalesce(isValidIp(no) * 0, 10)", "12"],
  ["isValidIpV4(v4) + isValidIpV4(v6) * 10", "1"],
  ["isValidIpV6(v4) + isValidIpV6(v6) * 10", "10"],
  [
    "isPrivateIP(v4) + isPrivateIP(out) * 10 + isPrivateIP('172.31.0.1') * 100 + isPrivateIP('172.32.0.1') * 1000",
    "101",
  ],
  ["isPublicIP(out) + isPublicIP(v4) * 10 + isPublicIP(v6) * 100 + isPublicIP(action) * 1000", "1"],
  ["isReservedIP('127.0.0.1') + isReservedIP(v6) * 10 + isReservedIP(out) * 100", "11"],
  ["isIpInSubnet(v4, '10.0.0.0/8') + isIpInSubnet(v6, '2001:db8::/32') * 10", "11"],
  ["coalesce(isIpInSubnet(no, '::/0'), 2)", "2"],
  ["isIpv4InSubnet(v4, '10.1.2.3') + isIpv4InSubnet(v6, '0.0.0.0/0') * 10", "1"],
  ["isIpv6InSubnet(v6, '2001:db8::/127')", "1"],
  ["strcontains(action, 'ject') + strcontains(action, 'JECT') * 10 + strcontains(action, 'JECT', 1) * 100", "101"],
  ["strcontains(action, `empty`)", "1"],
  ["strcontains(action, `no`)", "null"],
  ["startsWith(action, 'Re') + startsWith(action, 're') * 10 + startsWith(action, substr(action, 0, 3)) * 100", "101"],
  ["endsWith(action, 'ct') + endsWith(action, '.t') * 10 + endsWith(action, substr(action, 5)) * 100", "101"],
  ["abs(-2) + ceil(1.1) + floor(-1.1) + sqrt(9)", "5"],
  ["round(log(2 ^ 10) / log(2))", "10"],
  ["round(2.345, 2) + round(15, -1)", "22.35"],
  ["greatest(1, bytes, no)", "4660"],
  ["least(1, -bytes, no)", "-4660"],
  ["toNumber(word) + toDouble('0.5') + toInt(1.9) + toLong(-1.9)", "42.5"],
  ["toNumber(action)", "null"],
  // Berlin to Paris: 877.5 km on the sphere of radius 6371.0088 km.
  ["round(haversine(52.52, 13.405, 48.8566, 2.3522), 1)", "877.5"],
  ["bin(5m)", "1795169400"],
  ["bin(30 min)", "1795168800"],
  ["datefloor(start, 1h)", "1795168800"],
  ["dateceil(start, 1h)", "1795172400"],
  ["dateceil(datefloor(start, 1h), 1h)", "1795168800"],
  // Weeks begin on Mondays: date -ud 'Mon Nov 16 2026' +%s.
  ["datefloor(start, 1w)", "1794787200"],
  // date -ud 2026-11-01 +%s, 2026-12-01, 2027-01-01.
  ["datefloor(start, 1mo)", "1793491200"],
  ["dateceil(start, 1mo)", "1796083200"],
  ["dateceil(start, 1y)", "1798761600"],
  ["datefloor(end, 500ms)", "1795169525.5"],
  ["dateceil(end + 0.1, 500ms)", "1795169526"],
  ["fromMillis(1795169465500)", "1795169465.5"],
  ["toMillis(end)", "1795169525500"],
  ["now() - now()", "0"],
  // date -ud @1795169465 '+%Y-%m-%d %H:%M:%S %j %a %B %I%p %u %y %s'
  [
    "formatDate(start, '%Y-%m-%d %H:%M:%S %j %a %B %I%p %u %y %s %% %q')",
    '"2026-11-20 10:11:05 324 Fri November 10AM 5 26 1795169465 % %q"',
  ],
  [
    "formatDate(start, '%F %T %R %D %e %b %A %w %z %L')",
    '"2026-11-20 10:11:05 10:11 11/20/26 20 Nov Friday 5 +0000 000"',
  ],
  // TZ=America/New_York date -d @1795169465 '+%F %T %z'
  ["strftime(start, '%F %T %z %Z', 'America/New_York')", '"2026-11-20 05:11:05 -0500 America/New_York"'],
  ["formatDate(start * 1e10, '%F')", "null"],
  ["concat(action, ':', bytes, 1.50)", '"Reject:46601.5"'],
  ["concat(action, no)", "null"],
  ["concat(tolower(action), toupper(action))", '"rejectREJECT"'],
  ["trim(tag)", '"pad"'],
  ["concat('[', ltrim(tag), ']')", '"[pad ]"'],
  ["concat('[', rtrim(tag), ']')", '"[ pad]"'],
  ["ltrim(action, 'Re')", '"ject"'],
  ["rtrim(action, 'tc')", '"Reje"'],
  ["strlen(uni) + strlen(empty)", "3"],
  ["substr(uni, 1, 1)", '"😀"'],
  ["substr(action, 2)", '"ject"'],
  ["substr(action, 9) = ''", "1"],
  ["replace(v4, '.', '-')", '"10-1-2-3"'],
  ["replace(action, '', 'x')", '"Reject"'],
  ["regexReplace(v4, '[0-9]+', 'n')", '"n.n.n.n"'],
  ["regexReplace(action, '(?i)r(e)', '$1')", '"eject"'],
  ["regexExtract(v4, '[.]([0-9]+)')", '"1"'],
  ["regexExtract(action, '(?i)(R)(E.)', 2)", '"ej"'],
  ["regexExtract(action, '(x)')", "null"],
  ["substr(natural('eni-9'), 1, 4)", '"eni-"'],
  ["urlencode('a b/é')", '"a%20b%2F%C3%A9"'],
  ["urldecode(url)", '"a b/"'],
  ["urldecode('%')", "null"],
  // printf 'é' | base64
  ["base64encode('é')", '"w6k="'],
  ["base64decode(b64)", '"é"'],
  ["base64decode('/w==')", "null"],
  ["hexToDec(hex)", "4660"],
  ["hexToDec('xyz')", "null"],
  ["decToHex(bytes)", '"1234"'],
  ["hexToAscii('48656c6c6f')", '"Hello"'],
  ["ipv4ToNumber(v4)", "167838211"],
  ["ipv4ToNumber(v6)", "null"],
];

describe("functions", () => {
  const values = cases.filter(([text]) => !text.endsWith("= ''"));
  test.each(values)("%s", (text, expected) => expect(computedValues(text, [record])).toEqual([expected]));

  test("each is shown above", () => {
    const shown = cases.map(([text]) => text.toLowerCase()).join(" ");
    expect(functionNames().filter((name) => !shown.includes(`${name.toLowerCase()}(`))).toEqual([]);
  });
});

test.each([
  ["isPrivateIP(srcaddr) = true", "srcaddr in [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]"],
  ["isPrivateIP(srcaddr) = 0 and a = 1", "srcaddr not in [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16] and a = 1"],
  ['ISIPV4INSUBNET(srcAddr, "192.0.2.0/24")', "srcAddr in [192.0.2.0/24]"],
  ["not ispresent(action)", "not action is not null"],
  ["isempty(addr)", "srcaddr is null or srcaddr =~ /^$/ or dstaddr is null or dstaddr =~ /^$/"],
  ["strcontains(action, '%')", "action like '\\\\%'"],
  ["startsWith(interface_id, 'eni-')", "interface_id =~ /^eni-/u"],
  ["strcontains(tolower(action), 'rej')", "tolower(action) like 'rej'"],
  [
    "isIpInSubnet(srcaddr, '::/0') != isIpInSubnet(dstaddr, '::/0')",
    "case(srcaddr in [::/0], 1, srcaddr not in [::/0], 0) != case(dstaddr in [::/0], 1, dstaddr not in [::/0], 0)",
  ],
])("a function that is true or false is a condition: %s", (text, expected) => {
  const parsed = parseExpression(text);
  if (isProblem(parsed)) throw new Error(parsed.problem);
  const printed = printExpression(parsed);
  expect(printed).toBe(expected);
  const again = parseExpression(printed);
  expect(isProblem(again) ? again : printExpression(again)).toBe(printed);
});

test.each([
  ["strcontains(action, REJ)", '"REJ" is not a field', "put text in quotes"],
  ["isIpInSubnet(srcaddr, dstaddr)", "isIpInSubnet needs a text in quotes here", 'not "dstaddr"'],
  ["isIpv6InSubnet(srcaddr, '10.0.0.0/8')", '"10.0.0.0/8" is not a prefix of IPv6', "write one like 2001:db8::/32"],
  ["regexReplace(action, '(', '') = x", "the regular expression is not valid: Unterminated group", undefined],
  [
    "formatDate(start, '%H', 'Europe/Berlim') = 1",
    'unknown time zone "Europe/Berlim"',
    'did you mean "Europe/Berlin"?',
  ],
  ["bin(5) = 1", '"5" has no unit', "write 5s, 5m, 5h or 5d"],
  ["bin(5parsecs) = 1", '"parsecs" is not a unit of time', "the units are ms s m h d w mo q y"],
  ["if(bytes, 1, 2) = 1", 'expected a comparison after "bytes"', undefined],
  ["coalesce() = 1", "coalesce takes 1 or more arguments, not 0", "write coalesce(VALUE, ...)"],
  ["now(1) > 1", "now takes 0 arguments, not 1", "write now()"],
  ["floor(1 2) > 1", 'unexpected "2"', 'write "," or ")" here'],
])("what is wrong with a call: %s", (text, problem, advice) => {
  expect(parseExpression(text)).toMatchObject({ problem, ...(advice === undefined ? {} : { advice }) });
});
