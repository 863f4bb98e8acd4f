// What a query asks for, whether it is a statement or flags. Names know their places, for messages.
import type { QueryPlace } from "../refusal.ts";

export interface QueryName extends QueryPlace {
  readonly name: string;
}

export interface QueryColumn extends QueryPlace {
  readonly aggregate: "sum" | "count" | "min" | "max";
  readonly field: QueryName;
}

export const conditions = ["eq", "neq", "=", "!=", "<", "<=", ">", ">=", "matches"] as const;

export interface QueryFilter extends QueryPlace {
  readonly column: QueryName;
  readonly condition: (typeof conditions)[number];
  readonly value: string | number;
  /** The value as it is written. */
  readonly text: string;
  readonly valuePlace: QueryPlace;
}

export interface PointSize extends QueryPlace {
  /** As it is written. */
  readonly text: string;
  readonly microseconds: number;
}

export interface QueryInstant extends QueryPlace {
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface CisternQuery {
  readonly columns: readonly QueryColumn[];
  readonly groupBy: readonly QueryName[];
  readonly filters: readonly QueryFilter[];
  /** By the names of the answer. */
  readonly orderBy: readonly QueryName[];
  readonly descending: boolean;
  readonly limit?: number | undefined;
  readonly pointSize?: PointSize | undefined;
  readonly start?: QueryInstant | undefined;
  readonly end?: QueryInstant | undefined;
  readonly collection?: string | undefined;
}
