// The definition of flow-pair: options, help and examples.
import { choice, defineCommand, size } from "@flowlogs/cli";
import { aggregates, interval, isAggregateCall, vantages } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-pair",
  brief: "make one record of both directions of a conversation, with its client",
  about:
    "Joins the records of one protocol, two addresses and two ports, whatever their direction, into one record for each " +
    "conversation: client, server, client_port, server_port, protocol, start, end, flows; packets_out, bytes_out (client to " +
    "server), packets_in and bytes_in; the actions and TCP flags of each direction. Records with null in one of these are left " +
    "out and counted.\n\n" +
    "client_by is the evidence for who the client is, the first of: syn (SYN without ACK), syn_ack (the other one answered " +
    "with SYN and ACK), icmp_request, port (ephemeral against registered or well-known), start (the earlier one), peers (the " +
    "server has more of them). Without any it is null, and client is the address that sorts first. client_confidence is how " +
    "often such evidence is right, about.\n\n" +
    "verdict is accepted, rejected, rejected_reply (a security group or network ACL refused what the server sent), no_reply or " +
    "partial (some was refused, or the question is not there); verdict_by has the actions.\n\n" +
    "A conversation is over after --idle without a record; records may come in any order within --late. It is written " +
    "when it is over, by the records' times, or by the clock where no record comes for --idle and --late together; all others " +
    "at the end.\n\n" +
    "Where several interfaces logged the same direction, one counts: the one that logged the most, or the sender's " +
    "(--vantage). seen_by lists all of them; what is left out is counted. Behind NAT, client and server are pkt_srcaddr and " +
    "pkt_dstaddr, and the address between is in via.",
  memory:
    "keeps the conversations that are not over, about 240 bytes each, and values for percentiles; above --max-memory on disk",
  reads: "records",
  writes: { brief: "a record for each conversation" },
  operands: {
    aggregates: {
      kind: aggregates,
      brief: "what else to compute of each conversation, such as 'first(interface_id)'",
      many: true,
      when: isAggregateCall,
    },
  },
  options: {
    idle: { kind: interval, default: "10m", brief: "a conversation is over after this time without a record" },
    late: { kind: interval, default: "20m", brief: "records may start this long before the newest one" },
    vantage: {
      kind: choice(...vantages),
      default: "auto",
      brief: "which interface counts where several logged the same",
    },
    unmatched: { kind: "switch", brief: "only conversations with records of one direction" },
    "max-memory": {
      kind: size,
      config: "project",
      brief: "memory for conversations that are not over; default: a quarter of the machine's",
      rare: true,
    },
  },
  examples: [
    {
      run: "flowlogs-read sample: | flow-pair | flow-filter 'client = 10.0.1.10 or server = 10.0.1.10' | flow-top 5 --by bytes_in",
      says: "conversations of one host, those with the largest answers first",
    },
    {
      run: "flowlogs-read sample: | flow-pair --unmatched | flow-group --by client,verdict 'count()'",
      says: "who gets no answer: scans, blocked traffic",
    },
    {
      run: "flowlogs-read sample: | flow-pair | flow-group --by client,server,server_port 'count()' 'sum(bytes_in)'",
      says: "who uses which service",
    },
  ],
  reference: () => import("@flowlogs/core/reference"),
  load: () => import("./stage.ts"),
});
