// The topic "expressions": the language of flow-filter, --where and --having, by examples. The README has the same table.
import type { Topic } from "@flowlogs/base/topic";
import { fieldsTopic } from "./fields.ts";
import { functionsTopic } from "./functions.ts";

/** What one writes, and what for; a test parses each. */
export const expressionRows: readonly (readonly [terms: readonly string[], meaning: string])[] = [
  [["action = REJECT", "bytes >= 1.5M", "packets != 0"], "comparisons; units k M G Ki Mi Gi; a word after = is text"],
  [["today > yday", "today = `yday`"], "after < and > it is a field; any key in back-ticks"],
  [["srcaddr = 10.0.0.1", "dstaddr in 10.0.0.0/8"], "addresses and prefixes, IPv6 in any spelling"],
  [["dstport in [22, 80, 8000-8999]", "dstport between 1 and 99"], "lists and ranges"],
  [["srcaddr in @nets.txt", "srcaddr in [@a, @'my list', ::1]"], "a list in a file, a million entries as fast as one"],
  [["addr in 10.0.0.0/8", "port = https"], "either side; names of protocols and services"],
  [['action like "REJ"', 'srcaddr like "10._.%"'], "part of the text; a pattern as in SQL"],
  [["interface_id =~ /^eni-0a/i"], "a regular expression"],
  [["srcaddr is null", "pkt_srcaddr != srcaddr"], "null; two fields"],
  [["tcp_flags has [syn, ack]", "tcp_flags & 2"], "all of the flags; any of the bits"],
  [["bytes/packets > 1400", "end - start >= 60"], "+ - * / % ^ &; - needs spaces around it"],
  [
    ["bps > 1M", "duration > 60", "pps > 10", "bpp < 64"],
    "computed: bits and packets per second, seconds, bytes per packet",
  ],
  [["isPrivateIP(srcaddr)", "strlen(action) = 6"], "functions of Logs Insights"],
  [["start >= 2026-11-20T10:00Z", "start > now() - 3600"], "times; of the last hour"],
  [
    ["bytes > 1k and not (action = REJECT)", "bytes > 1k && (port = 22 || port = 80)"],
    "combined with and or not, && || !",
  ],
  [["`sum(bytes)` > 1M", "sum(bytes) > 1M"], "any key in back-ticks; names of aggregates without"],
];

export const expressionsTopic: Topic = {
  name: "expressions",
  brief: "conditions of flow-filter EXPR, --where and --having",
  sections: [
    {
      prose: "Write an expression in single quotes, so that the shell leaves it as it is.",
      rows: expressionRows,
    },
    {
      prose:
        "Null is unknown, as in SQL: srcport != 443, not (srcport = 443) and srcport not in [443] select the same records, " +
        "and none where srcport is null; ask for those with is null. A computation with null, or a division by zero, is null.\n\n" +
        "A file after @ has addresses, prefixes and ranges (10.0.0.1-10.0.0.9), numbers and ranges of them, or text, one " +
        "per line; # begins a comment. Regular expressions have the syntax of JavaScript, with the flags i m s u.",
    },
  ],
  words: [...fieldsTopic.words, ...functionsTopic.words],
};
