// What the fields of flow logs hold, as engines tell types apart.
import { findField } from "@flowlogs/core";
import type { EngineType } from "./query.ts";

const types: Readonly<Record<string, EngineType>> = { integer: "integer", time: "integer", address: "address" };

export function fieldType(name: string): EngineType {
  return types[findField(name)?.kind ?? "text"] ?? "text";
}
