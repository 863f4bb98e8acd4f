#!/usr/bin/env node
const { join } = require("node:path");
const { front } = require("../dist/front.js");

front({
  commands: [
    {
      name: "flowlogs-read",
      about: "Read VPC flow logs from files, folders and pipes as NDJSON records",
      load: () => require("./flowlogs-read.js"),
    },
    {
      name: "flow-filter",
      about: "Keep the records for which an expression holds",
      load: () => require("./flow-filter.js"),
    },
    { name: "flow-bin", about: "Put each record into a bin of time", load: () => require("./flow-bin.js") },
    { name: "flow-group", about: "Group records and aggregate each group", load: () => require("./flow-group.js") },
    { name: "flow-top", about: "Keep the records with the largest values", load: () => require("./flow-top.js") },
    {
      name: "flow-fmt",
      about: "Print records as a table, CSV, TSV, JSON or log lines",
      load: () => require("./flow-fmt.js"),
    },
    {
      name: "flow-query",
      about: "Run a whole pipeline of flowlogs commands in one process",
      load: () => require("./flow-query.js"),
    },
    {
      name: "flow-write",
      about: "Write records to files as AWS delivers flow logs",
      load: () => require("./flow-write.js"),
    },
    {
      name: "flow-label",
      about: "Add the labels of addresses, interfaces, accounts and ports to records",
      load: () => require("./flow-label.js"),
    },
    {
      name: "flow-pair",
      about: "Join the records of both directions of a conversation, with its client",
      load: () => require("./flow-pair.js"),
    },
  ],
  topics: ["aggregates", "expressions", "fields", "functions", "times"],
  completion: join(__dirname, "../completion"),
});
