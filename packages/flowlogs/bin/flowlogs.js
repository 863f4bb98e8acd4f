#!/usr/bin/env node
import { front } from "../dist/front.js";

await front({
  commands: [
    {
      name: "flowlogs-read",
      about: "Read VPC flow logs from files, folders and pipes as NDJSON records",
      load: () => import("./flowlogs-read.js"),
    },
    {
      name: "flow-filter",
      about: "Keep the records for which an expression holds",
      load: () => import("./flow-filter.js"),
    },
    { name: "flow-bin", about: "Put each record into a bin of time", load: () => import("./flow-bin.js") },
    { name: "flow-group", about: "Group records and aggregate each group", load: () => import("./flow-group.js") },
    { name: "flow-top", about: "Keep the records with the largest values", load: () => import("./flow-top.js") },
    {
      name: "flow-fmt",
      about: "Print records as a table, CSV, TSV, JSON or log lines",
      load: () => import("./flow-fmt.js"),
    },
    {
      name: "flow-query",
      about: "Run a whole pipeline of flowlogs commands in one process",
      load: () => import("./flow-query.js"),
    },
  ],
  topics: ["aggregates", "expressions", "fields", "functions", "times"],
  completion: new URL("../completion/", import.meta.url),
});
