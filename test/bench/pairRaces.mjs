// The races of flow-pair, which are part of jobs.mjs: conversations of records in both directions.
import { trimmed } from "./answers.mjs";

export const PAIR_RACES = [
  pairRace("pair", "both directions in one, each record alone", "third", 0.6),
  pairRace("pair-talks", "both directions in one, 6 records each", "talks", 0.8),
];

function pairRace(name, title, input, most) {
  const check = "{duckdb} check-pairs {out}";
  return {
    name,
    title,
    ours: { run: `{flow-pair} -q < {${input}} > {out}`, check },
    peers: [{ name: "duckdb", run: `{duckdb} pair {${input}} {out}`, check, most }],
    answer: trimmed,
  };
}
