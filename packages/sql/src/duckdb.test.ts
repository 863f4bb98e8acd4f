// DuckDB is loaded where it is installed; where it is not, the message says how to install it (test/install.test.ts).
import { expect, test } from "vitest";
import { loadDuckdb } from "./duckdb.ts";
import manifest from "../package.json" with { type: "json" };

test("its version is the one that the package names", async () => {
  const { version } = await loadDuckdb();
  expect(`v${manifest.peerDependencies["@duckdb/node-api"]}`).toMatch(
    new RegExp(`^${version().replaceAll(".", String.raw`\.`)}`),
  );
});
