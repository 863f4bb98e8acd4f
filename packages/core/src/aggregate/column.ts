// What an aggregate or a key is about: a field of the records, or a value worked out from some.
import { kindOf } from "../expression/functions/resultKind.ts";
import { nameAt } from "../expression/parse/optionKinds.ts";
import { scalarAt } from "../expression/parse/parse.ts";
import { printScalar } from "../expression/print.ts";
import type { Scalar } from "../expression/syntax.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { findField } from "../field.ts";
import type { ColumnKind } from "./functions/definition.ts";

export interface ResultColumn {
  /** The name of the column. */
  readonly field: string;
  readonly scalar?: Scalar;
}

/** The field, or the value, that stands at a place of the text. */
export function columnAt(text: string, from: number, to: number, isName: boolean): ResultColumn | Problem {
  if (isName) {
    const field = nameAt(text, from, to);
    return isProblem(field) ? field : { field };
  }
  const scalar = scalarAt(text, from, to);
  if (isProblem(scalar)) return scalar;
  // No field has a NUL in its name.
  return scalar.kind === "field" ? { field: scalar.name } : { field: `\0${printScalar(scalar)}`, scalar };
}

/** What the values of the column are. */
export function kindOfColumn({ field, scalar }: ResultColumn): ColumnKind {
  if (scalar === undefined) return kindOfField(field);
  const kind = kindOf(scalar);
  return kind === "text" || kind === "address" ? kind : "number";
}

/** What the values of a field are. flow-bin's labels sort as texts. */
function kindOfField(field: string): ColumnKind {
  const kind = field === "bin" ? "text" : findField(field)?.kind;
  return kind === "text" || kind === "address" ? kind : "number";
}
