// Keys that no record can have, because flow logs write them in another way: a spreadsheet may have changed them.
import { findField } from "@flowlogs/core/label";
import type { Problem } from "@flowlogs/base/problem";

const PORT = "port";
const ACCOUNT = "account_id";
const ACCOUNT_DIGITS = 12;

/** Whether keys of the field have a form that can be checked. */
export function isChecked(field: string): boolean {
  return field === ACCOUNT || isPort(field);
}

export function keyProblem(field: string, key: string): Problem | undefined {
  if (isPort(field) && !/^(?:0|[1-9]\d{0,4})$/.test(key))
    return { problem: `"${key}" is not a port as flow logs write it`, advice: "write a number such as 443" };
  const isNumber = /^\d[\d.]*(?:e\+?\d+)?$/i.test(key);
  if (field !== ACCOUNT || !isNumber || /^\d{12}$/.test(key)) return undefined;
  return {
    problem: `"${key}" is not an account id, which has ${ACCOUNT_DIGITS} digits`,
    advice: "write it as a text: a spreadsheet drops zeros at its start",
  };
}

function isPort(field: string): boolean {
  return field === PORT || findField(field)?.role === PORT;
}
