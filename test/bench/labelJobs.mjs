// What is measured of flow-label and of lists, as data (jobs.mjs): 1 M prefixes, of which the longest wins, looked up for records;
// 1 M connections as a list; addresses replaced.
import { trimmed } from "./answers.mjs";

/** How many records each owner has, by source and by destination. */
const OWNERS =
  `grep -oE '"(src|dst)addr_owner": ?"[^"]*"' {out} | tr -d ' ' | ` +
  `{mawk} '{n[$0]++}END{for(k in n)print k,n[k]}' | LC_ALL=C sort | cksum`;

/** The same of sources only. */
const SOURCES = OWNERS.replace("(src|dst)", "(src)");

/** The number of records whose source has a label, by the text before the slash: the list has only /8, /24 and /32. */
const LISTED = `{mawk} -F'[/,]' 'NR==FNR{a=$1;if($2==24)sub(/\\.0$/,"",a);if($2>8)s[a];next}
  match($0,/"srcaddr":"[0-9.]+"/){a=substr($0,RSTART+11,RLENGTH-12);b=a;sub(/\\.[0-9]+$/,"",b);n+=(a~/^10\\./)||(a in s)||(b in s)}
  END{print n}' {labels} {ndjson}`;

/** Miller joins by equal texts only: one join for each length of a prefix, each of which loads all labels. */
const MILLER = [
  `{mlr} --ijsonl --ojsonl put '$p32=$srcaddr."/32";$p24=sub($srcaddr,"[0-9]+$","0/24");$p8=sub($srcaddr,"[.].*$",".0.0.0/8")'`,
  ...["p32", "p24", "p8"].map(
    (key) => `join --ur -i csv -j ${key} -l cidr -r ${key} -f {labels} then rename owner,o${key}`,
  ),
  `put '$srcaddr_owner = $op32 ?? $op24 ?? $op8'`,
  `cut -x -f p32,p24,p8,op32,op24,op8 {third} > {out}`,
].join(" then ");

export const LABEL_RACES = [
  {
    name: "label-cat",
    title: "label by 1 M prefixes",
    ours: {
      run: "cat {ndjson} | {flow-label} --from {labels} | wc -l",
      check: `{flow-label} srcaddr --from {labels} < {ndjson} | grep -vc '"srcaddr_owner":null'`,
    },
    peers: [
      {
        name: "cat, in and out",
        run: "cat {ndjson} | {cat} > /dev/null; cat {labeled} | {cat} | wc -l",
        check: LISTED,
        most: 1.5,
      },
    ],
    answer: trimmed,
  },
  {
    name: "label-duckdb",
    title: "the same to a file",
    ours: { run: "{flow-label} --from {labels} < {ndjson} > {out}", check: OWNERS },
    peers: [{ name: "duckdb", run: "{duckdb} label {ndjson} {out} {labels}", check: OWNERS, most: 1 }],
    answer: trimmed,
  },
  {
    name: "label-miller",
    title: "sources, a third of it",
    ours: { run: "{flow-label} srcaddr --from {labels} < {third} > {out}", check: SOURCES },
    peers: [{ name: "mlr", run: MILLER, check: SOURCES, faster: 10 }],
    answer: trimmed,
  },
  {
    name: "filter-match",
    title: "filter by 1 M connections",
    ours: { run: "{flow-filter} --match {connections} {third} > {out}", check: "wc -l < {out}" },
    peers: [{ name: "duckdb", run: "{duckdb} match {third} {out} {connections}", check: "wc -l < {out}", most: 0.8 }],
    answer: trimmed,
  },
  {
    name: "anonymize",
    title: "replace all addresses",
    ours: { run: "{flow-label} --anonymize {key} {third} > {out}", check: "wc -l < {out}" },
    peers: [{ name: "filter", run: "{flow-filter} 'version > 0' {third} > {out}", check: "wc -l < {out}", most: 3 }],
    answer: trimmed,
  },
];
