// The tests that need an engine beside ours, one file after the other: the engine is the same for all.
import { defineConfig, mergeConfig } from "vitest/config";
import everything from "../vitest.config.ts";

const { exclude: _, include: __, ...rest } = everything.test ?? {};

export default mergeConfig(defineConfig({ ...everything, test: rest }), {
  test: {
    include: ["test/engines/*.test.ts"],
    exclude: [],
    globalSetup: "test/engines/trino/setup.ts",
    fileParallelism: false,
    testTimeout: 240_000,
  },
});
