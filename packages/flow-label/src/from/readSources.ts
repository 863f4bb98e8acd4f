// Reads what --from names: a file, a folder, a list of AWS, DNS, or what is built in.
import type { Context } from "@flowlogs/cli";
import type { LabelSource } from "@flowlogs/core/label";
import { awsRecords } from "./awsDocuments.ts";
import { builtInRecords } from "./builtIn.ts";
import type { DnsOptions } from "./dns/dnsNames.ts";
import type { InventoryOptions } from "./inventory.ts";
import { BUILTIN, DNS, inventoryOf } from "./kind.ts";
import { type LabelContext, recordsSource } from "./recordsSource.ts";

export interface SourceOptions extends InventoryOptions, DnsOptions {
  /** The column of a table that has the keys. */
  readonly key?: string | undefined;
  /** Takes the document of a list of AWS. */
  readonly save: (document: unknown) => void;
}

/** The sources of a name, most often one. Throws RemoteError. */
export async function readSources(
  name: string,
  { key, save, ...options }: SourceOptions,
  context: LabelContext & Pick<Context, "env" | "missing">,
): Promise<readonly LabelSource[]> {
  if (name === BUILTIN) return builtInRecords().map((records) => recordsSource(name, records, context));
  if (name === DNS) return [(await import("./dns/dnsNames.ts")).dnsSource(options, context)];
  const inventory = inventoryOf(name);
  if (inventory !== undefined) {
    const { readInventory } = await import("./inventory.ts");
    const document = await readInventory(inventory, options, context);
    save(document);
    return [recordsSource(name, awsRecords(document) ?? [], context)];
  }
  const { readLabels } = await import("./readLabels.ts");
  return [await readLabels(name, key, context)];
}
