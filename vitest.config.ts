import { defineConfig } from "vitest/config";

// Tests run on the sources: the "@httpd-lint/source" condition of every package's exports points there.
const conditions = ["@httpd-lint/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["grammar/src/**/*.test.ts", "packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
