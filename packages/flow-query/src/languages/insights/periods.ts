// Lengths of time as Logs Insights writes them, and their limits.

interface PeriodUnit {
  /** The unit in flow-bin's spelling. */
  readonly ours: string;
  /** A larger count acts as this one. */
  readonly most?: number;
}

const names: Readonly<Record<string, PeriodUnit>> = {
  "ms msec millisecond milliseconds": { ours: "ms", most: 1000 },
  "s sec second seconds": { ours: "s", most: 60 },
  "m min minute minutes": { ours: "m", most: 60 },
  "h hr hour hours": { ours: "h", most: 24 },
  "d day days": { ours: "d" },
  "w week weeks": { ours: "w" },
  "mo mon month months": { ours: "mo" },
  "q qtr quarter quarters": { ours: "q" },
  "y yr year years": { ours: "y" },
};

const units: ReadonlyMap<string, PeriodUnit> = new Map(
  Object.entries(names).flatMap(([words, unit]) => words.split(" ").map((word): [string, PeriodUnit] => [word, unit])),
);

/** The unit of a word in small letters. */
export function unitOf(word: string): PeriodUnit | undefined {
  return units.get(word);
}

export function unitNames(): readonly string[] {
  return [...units.keys()];
}
