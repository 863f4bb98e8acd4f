// Labels from MMDB files, such as MaxMind's GeoLite2, DB-IP's and IPinfo's: country, city, asn and as_org, and what a record has of
// texts, numbers and booleans under other names.
import { isProblem } from "@flowlogs/base/problem";
import { LabelSource, type LabelValue, SortedRanges } from "@flowlogs/core/label";
import { readMmdb } from "@flowlogs/formats/mmdb/read";
import type { LabelContext } from "./recordsSource.ts";

type Labels = Readonly<Record<string, LabelValue>>;

const renamed: Readonly<Record<string, string>> = {
  autonomous_system_number: "asn",
  autonomous_system_organization: "as_org",
};

export async function mmdbSource(name: string, bytes: Uint8Array, context: LabelContext): Promise<LabelSource> {
  const networks = await readMmdb(bytes);
  if (isProblem(networks)) return context.refuse(name, networks);
  const records = networks.records.map(labelsOf);
  const labels = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (labels.length === 0) {
    const advice = "give one with countries, cities or autonomous systems";
    return context.refuse(name, { problem: "it has no labels", advice });
  }
  const source = new LabelSource(name, labels);
  for (const record of records) source.add({ values: labels.map((label) => record[label]) });
  source.setAddresses(new SortedRanges(networks.four, networks.six));
  return source;
}

function labelsOf(record: unknown): Labels {
  if (!isObject(record)) return {};
  const { country, city, ...others } = record;
  return { ...nameLabels("country", country, "iso_code"), ...nameLabels("city", city, "names"), ...scalars(others) };
}

/** A country or a city: an object with its code or its names, or a text. */
function nameLabels(label: string, value: unknown, member: string): Labels {
  if (!isObject(value)) return isScalar(value) ? { [label]: value } : {};
  const found = value[member];
  const name = isObject(found) ? found["en"] : found;
  return typeof name === "string" ? { [label]: name } : {};
}

function scalars(record: Readonly<Record<string, unknown>>): Labels {
  const labels = Object.entries(record).flatMap(([name, value]) =>
    isScalar(value) ? [[renamed[name] ?? name, value] as const] : [],
  );
  return Object.fromEntries(labels);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
