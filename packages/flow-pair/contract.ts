// Cases of flow-pair for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: () => [
    {
      words: [],
      prints:
        '{"client":"10.0.0.0","server":"192.0.2.1","client_port":1024,"server_port":443,"protocol":6,"start":1700000000,' +
        '"end":1700000050,"flows":1,"packets_out":1,"bytes_out":100,"packets_in":0,"bytes_in":0,"actions_out":"ACCEPT",' +
        '"actions_in":null,"tcp_flags_out":null,"tcp_flags_in":null,"verdict":"no_reply","verdict_by":"out ACCEPT, in nothing",' +
        '"client_by":"port","client_confidence":0.95,"seen_by":"eni-0a1b2c3d","via":null}\n',
      isLate: true,
      stream: async () => (await import("./src/index.ts")).pair(),
    },
  ],
  needs:
    '"dstaddr":"10.0.0.2","srcport":1,"dstport":2,"protocol":6,"end":1795255710,"packets":1,"action":"ACCEPT","interface_id":"eni-1"',
  names: [
    ["aggregates", ["sum(NAME)"], "vital"],
    ["aggregates", ["count(NAME = 5)"], "told"],
    ["aggregates", ["sum(bytes where NAME > 5)"], "told"],
  ],
};
