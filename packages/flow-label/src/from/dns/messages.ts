// What the thread that asks DNS is told, and what it answers.

/** In place of a question: no more is asked for the one at hand, and what was answered so far is the answer. */
export const STOP = "stop";

/** How DNS is asked. */
export interface DnsSettings {
  /** `10.0.0.2:53`; undefined: those of the system. */
  readonly server: string | undefined;
  /** Queries a second. */
  readonly rate: number;
}

export interface DnsQuestion {
  /** Each address with the name that has its PTR record. */
  readonly queries: readonly (readonly [address: string, name: string])[];
  /** Milliseconds after which no answer is waited for. */
  readonly time: number;
}

export interface DnsAnswers {
  /** By the address; null: it has no name. */
  readonly names: readonly (readonly [address: string, name: string | null])[];
  /** Addresses for which there was no answer, with the code of Node's dns module. Others were not asked in time. */
  readonly failed: readonly (readonly [address: string, code: string])[];
  /** No query at all was answered: more are of no use. */
  readonly isSilent: boolean;
}
