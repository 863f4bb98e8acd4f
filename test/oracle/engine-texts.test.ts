// Names and texts that would end a text of SQL are names and texts: DuckDB answers as the pipeline does here.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "../../packages/sql/src/index.ts";
import type { EngineRow } from "../../packages/engines/src/index.ts";
import { scratch } from "../command.ts";
import { answeredBy, answeredHere, comparable } from "../engines/asked.ts";
import { oddNames, oddQuestions } from "../engines/texts.ts";

const text = (name: string) => ({ name, stored: "VARCHAR", type: "text" as const });

test.each([1, 2, 3, 4])("odd names and texts, by the seed %i", async (seed) => {
  const { records, pipelines } = oddQuestions(seed);
  const path = join(scratch, `odd-${seed}.ndjson`);
  writeFileSync(path, records);
  const database = await openDatabase({ folder: join(scratch, `odd-${seed}`), threads: 1 });
  await database.add(path);
  const columns = [
    ...["interface_id", ...oddNames].map(text),
    { name: "bytes", stored: "BIGINT", type: "integer" as const },
  ];
  const rows = async (query: string): Promise<readonly EngineRow[]> => {
    const found: EngineRow[] = [];
    for await (const piece of database.rows(query)) found.push(...piece);
    return found;
  };
  let answers = 0;
  for (const pipeline of pipelines) {
    const asked = await answeredBy(pipeline, {
      kind: "duckdb",
      table: { name: ["flows"], columns, partitions: [] },
      rows,
    });
    expect({ pipeline, refused: asked.refused }).toEqual({ pipeline, refused: undefined });
    if (asked.out !== "") answers++;
    expect({ pipeline, rows: comparable(asked.out, false) }).toEqual({
      pipeline,
      rows: comparable(await answeredHere(pipeline, records), false),
    });
  }
  database.close();
  // Not only of empty answers.
  expect(answers).toBeGreaterThan(20);
});
