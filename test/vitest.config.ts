import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

// Sources are tested as they stand (no build of our packages needed, but for the kernel); the world is pinned.
const conditions = ["@flowlogs/source", "node", "import", "default"];
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    // These ask engines beside ours (npm run test:engines).
    exclude: [...configDefaults.exclude, "test/engines/{chdb,trino}*.test.ts"],
    globalSetup: [new URL("temporaryFolder.ts", import.meta.url).pathname],
    env: {
      TZ: "UTC",
      LC_ALL: "C",
      NO_COLOR: "1",
      FLOWLOGS_NO_CONFIG: "1",
      COLUMNS: "80",
      NODE_DISABLE_COMPILE_CACHE: "1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    // As many as there are processors, not one fewer: most of the time a file of tests waits for what it started.
    maxWorkers: availableParallelism(),
    // Above the limit of what a test starts (command.ts), so that a command that hangs is ended before its test is.
    testTimeout: 90_000,
  },
});
