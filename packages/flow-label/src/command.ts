// The definition of flow-label: operands, options, help and examples.
import { defineCommand, list, newFile, path, text } from "@flowlogs/cli";
import { adviceByLook, fieldList, fieldName, interval } from "@flowlogs/core/kinds";
import { awsOptions, awsVariables } from "@flowlogs/sources/provider/awsOptions";
import { dnsServerKind, labelSourceKind } from "./from/kind.ts";
import { namePattern } from "./namePattern.ts";

/** The pages of a list come one after the other. */
const { concurrency: _, ...callerOptions } = awsOptions;

export const command = defineCommand({
  name: "flow-label",
  brief: "add who it is: labels of addresses, interfaces, accounts and ports",
  about:
    "Adds labels to each record: for each FIELD and each label of --from a field such as srcaddr_owner, null where nothing " +
    "matches. Without FIELD, srcaddr and dstaddr are looked up.\n\n" +
    "--from FILE is CSV, TSV, NDJSON, JSON or Parquet, also compressed, with a column of keys and others of labels. The keys " +
    "are the first of: addresses, prefixes or ranges (cidr, network, prefix, address, ip), interfaces (interface_id, eni), " +
    "accounts (account_id, account), ports (port), or any other field of flow logs; --key names another. The longest prefix " +
    "wins. With columns from and to, a row is in force from the one time to before the other, and a record gets the " +
    "label that was in force at its start. Two rows for one key that are in force at the same time are an error.\n\n" +
    "It may also be what AWS's CLI prints: describe-network-interfaces, describe-instances, describe-subnets and " +
    "organizations list-accounts; or ip-ranges.json. Of a folder, each file is a snapshot with its time in its name " +
    "(eni-2026-11-20.json, 20261120T0600Z.json) that holds until the next one. An address that several interfaces " +
    "have, in several VPCs, has no label. MMDB files (GeoLite2 and others) have country, city, asn and as_org.\n\n" +
    "aws:eni, aws:instances, aws:subnets and aws:accounts ask AWS itself for these lists, as of now. The answer is kept for a " +
    "day in the user's cache, which a note says; --refresh asks again, and --save keeps it as a snapshot.\n\nbuiltin: knows, without any file, what addresses are for (scope, service), and the " +
    "names of ports, protocols and TCP flags.\n\n" +
    "dns asks DNS for the names of the addresses (dns), as of now: PTR queries, at most --rate a second, for --dns-time in all; " +
    "records wait for them. Answers are kept for a day in the user's cache, which a note says; --refresh asks again.\n\n" +
    "Several --from add up: of the same label, the first one that has a value counts; --all lists them all.",
  memory: "keeps all labels; --unmatched also the distinct values without one",
  reads: "records",
  writes: { brief: "the records of the input, each with its labels" },
  operands: {
    fields: {
      kind: fieldList,
      brief: "the fields to look up; default: srcaddr,dstaddr",
      when: (word) => /^[\w-]+(?:,[\w-]+)*$/.test(word),
    },
  },
  adviceFor: adviceByLook({ fields: "give the fields first, with commas and without spaces" }),
  options: {
    from: {
      kind: labelSourceKind,
      many: true,
      brief: "file or folder with labels, aws:eni or another list of AWS, dns, or builtin:",
    },
    key: { kind: { ...text, placeholder: "COLUMN" }, brief: "the column of the files that has the keys" },
    labels: { kind: list(text), brief: "only these labels" },
    as: {
      kind: namePattern,
      default: "{field}_{label}",
      brief: "the names of the new fields",
    },
    all: { kind: "switch", brief: "list the labels of all sources, in place of the first one's" },
    "only-matched": { kind: "switch", brief: "leave out records without any label" },
    unmatched: { kind: newFile, brief: "write the values without a label, and how often each came, to this file" },
    force: { kind: "switch", brief: "for --unmatched and --save: overwrite the file", rare: true },
    anonymize: {
      kind: { ...path, placeholder: "KEYFILE" },
      brief: "in place of labels: replace all addresses, prefix by prefix",
    },
    refresh: { kind: "switch", brief: "ask AWS or DNS, even if the cache has the answer" },
    save: { kind: newFile, brief: "keep the answer of AWS in this file, as a snapshot for --from", rare: true },
    "dns-server": {
      kind: dnsServerKind,
      brief: "the server that --from dns asks; default: those of the system",
      rare: true,
    },
    "dns-time": {
      kind: interval,
      brief: "how long --from dns asks and waits, in all; default: 30s",
      rare: true,
    },
    region: { config: "user", kind: text, brief: "the Region that AWS is asked for", rare: true },
    ...callerOptions,
    rate: { ...awsOptions.rate, brief: "calls or queries per second; default: the Region's quota, for DNS 100" },
    time: {
      kind: fieldName,
      brief: "the field with the time that says which label was in force; default: start",
      rare: true,
    },
  },
  examples: [
    {
      run: "flowlogs-read sample: | flow-label --from builtin: | flow-group --keep-null --by srcaddr_scope,dstaddr_scope 'sum(bytes)'",
      says: "traffic between private and public addresses",
    },
    {
      run: "flowlogs-read sample: | flow-label dstport,protocol --from builtin: | flow-group --keep-null --by dstport_name 'count()'",
      says: "flows by the name of the port",
    },
    {
      run: "flowlogs-read sample: | flow-label srcaddr --from builtin: --as '{label}' | flow-filter 'scope = private'",
      says: "flows from private addresses",
    },
  ],
  environment: awsVariables,
  reference: () => import("@flowlogs/core/reference"),
  load: () => import("./stage.ts"),
});

/** What it adds as values that are worked out from fields, for other engines. */
export function loadColumns(): Promise<typeof import("./columns.ts")> {
  return import("./columns.ts");
}
