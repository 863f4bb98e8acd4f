// Reads what --from names: a file, a folder, a list of AWS, or what is built in.
import type { Context } from "@flowlogs/cli";
import type { LabelSource } from "@flowlogs/core/label";
import { awsRecords } from "./awsDocuments.ts";
import { builtInRecords } from "./builtIn.ts";
import type { InventoryOptions } from "./inventory.ts";
import { BUILTIN, inventoryOf } from "./kind.ts";
import { type LabelContext, recordsSource } from "./recordsSource.ts";

interface SourceOptions extends InventoryOptions {
  /** The column of a table that has the keys. */
  readonly key?: string | undefined;
  /** Takes the document of a list of AWS. */
  readonly save: (document: unknown) => void;
}

/** The sources of a name, most often one. Throws RemoteError. */
export async function readSources(
  name: string,
  { key, save, ...inventoryOptions }: SourceOptions,
  context: LabelContext & Pick<Context, "env">,
): Promise<readonly LabelSource[]> {
  if (name === BUILTIN) return builtInRecords().map((records) => recordsSource(name, records, context));
  const inventory = inventoryOf(name);
  if (inventory !== undefined) {
    const { readInventory } = await import("./inventory.ts");
    const document = await readInventory(inventory, inventoryOptions, context);
    save(document);
    return [recordsSource(name, awsRecords(document) ?? [], context)];
  }
  const { readLabels } = await import("./readLabels.ts");
  return [await readLabels(name, key, context)];
}
