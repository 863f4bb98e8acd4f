// Which flow log a record belongs to: from the options, from the path of its source (flowlogs-read --with-source), which names the
// owner of the flow log, or from its fields, which name the owner of the interface.
import type { OriginValues } from "@flowlogs/core/write";
import { readFileName } from "./layout/fileName.ts";
import { isAccount, isFlowLogId, isRegion } from "./layout/layouts.ts";

/** A flow log. */
export interface FlowLogOrigin {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly flowLogId: string | undefined;
}

const nobody: FlowLogOrigin = { account: undefined, region: undefined, flowLogId: undefined };

/** What the options say of all records. */
export interface GivenOrigin {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly "flow-log-id"?: string | undefined;
}

/** The fields that say it, in the order of `OriginValues`. */
export const originFields = ["account_id", "region", "source"] as const;

export class Origins {
  readonly #given: GivenOrigin;
  /** Files need not have an origin. */
  readonly #isLoose: boolean;
  readonly #flowLogs: FlowLogOrigin[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(given: GivenOrigin, isLoose: boolean) {
    this.#given = given;
    this.#isLoose = isLoose;
  }

  flowLog(number: number): FlowLogOrigin {
    return this.#flowLogs[number] ?? nobody;
  }

  /** The number of the flow log with these values, or why there is none. */
  originOf([account, region, source]: OriginValues): number | string {
    const named = source === undefined ? undefined : readFileName(source.slice(source.lastIndexOf("/") + 1));
    const flowLog = {
      account: this.#given.account ?? named?.account ?? account,
      region: this.#given.region ?? named?.region ?? region,
      flowLogId: this.#given["flow-log-id"] ?? named?.flowLogId,
    };
    const reason = whyNot(flowLog);
    if (reason === undefined) return this.#numberOf(flowLog);
    return this.#isLoose ? this.#numberOf(nobody) : reason;
  }

  #numberOf(flowLog: FlowLogOrigin): number {
    const key = Object.values(flowLog).join(" ");
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#flowLogs.length);
    return this.#flowLogs.push(flowLog) - 1;
  }
}

/** Why a record of this flow log has no place. */
function whyNot({ account, region, flowLogId }: FlowLogOrigin): string | undefined {
  if (account === undefined) return "no account: --account gives it";
  if (!isAccount(account)) return `"${account}" is not an account: --account gives it`;
  if (region === undefined) return "no region: --region gives it";
  if (!isRegion(region)) return `"${region}" is not a region: --region gives it`;
  if (flowLogId === undefined) return "no flow log: --flow-log-id gives it";
  return isFlowLogId(flowLogId) ? undefined : `"${flowLogId}" is not a flow log: --flow-log-id gives it`;
}
