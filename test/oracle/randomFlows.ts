// Random records of few endpoints for flow-pair, v4 and v6, behind NAT, from several interfaces and out of order, and their
// conversations in SQL, as gaps and islands with a ranking of the interfaces.
import { Random } from "../fuzz/random.ts";
import type { Columns } from "./duckdb.ts";

export const columns: Columns = {
  srcaddr: "VARCHAR",
  dstaddr: "VARCHAR",
  pkt_srcaddr: "VARCHAR",
  pkt_dstaddr: "VARCHAR",
  srcport: "BIGINT",
  dstport: "BIGINT",
  protocol: "BIGINT",
  packets: "BIGINT",
  bytes: "BIGINT",
  start: "BIGINT",
  end: "BIGINT",
  action: "VARCHAR",
  tcp_flags: "BIGINT",
  interface_id: "VARCHAR",
  flow_direction: "VARCHAR",
  traffic_path: "BIGINT",
};
/** Seconds. */
export const LATE = 1200;
const BEGAN = 1_700_000_000;

/** Records whose starts go up to an hour ahead of those of records before them, and no more than LATE. */
export function randomFlows(random: Random): string {
  const times = random.times(400, () => BEGAN + random.below(20_000));
  const order = times.toSorted((a, b) => a + random.below(LATE) - b - random.below(LATE));
  let newest = 0;
  return order
    .filter((start) => {
      newest = Math.max(newest, start);
      return start >= newest - LATE;
    })
    .map((start) => `${JSON.stringify(randomFlow(random, start))}\n`)
    .join("");
}

function randomFlow(random: Random, start: number): object {
  const addresses = random.once(4) ? ["2001:db8::1", "2001:db8::2", "fd00::1"] : ["10.0.0.1", "10.0.0.2", "9.9.9.9"];
  const [own, other] = random.shuffled(addresses);
  const [port, otherPort] = [random.pick([443, 5432, 50_000]), random.pick([443, 9200, 40_000, 50_000])];
  const isNat = random.once(4);
  return {
    srcaddr: isNat ? "10.0.0.254" : own,
    dstaddr: other,
    pkt_srcaddr: isNat || random.once(2) ? own : null,
    pkt_dstaddr: random.once(2) ? other : null,
    srcport: port,
    dstport: otherPort,
    protocol: random.pick([6, 6, 6, 17]),
    packets: random.once(9) ? null : random.below(9),
    bytes: random.once(9) ? null : random.below(2000),
    start,
    end: start + random.below(60),
    action: random.pick(["ACCEPT", "ACCEPT", "REJECT", null]),
    tcp_flags: random.pick([null, 0, 1, 2, 3, 18, 19, 26]),
    interface_id: random.pick(["eni-1", "eni-2", null]),
    flow_direction: random.pick(["ingress", "egress", null]),
    traffic_path: random.pick([1, 8, null, null]),
  };
}

/** `islands` has the records with their conversations; of `ranked`, the legs of the first place count. */
export const conversations = (idle: number): string => `
WITH ends AS (
  SELECT *, coalesce(pkt_srcaddr, srcaddr) AS s, coalesce(pkt_dstaddr, dstaddr) AS d,
    coalesce(interface_id, '') AS eni, coalesce(flow_direction, '') AS dir FROM flows
), keyed AS (
  SELECT *, (s < d OR (s = d AND srcport <= dstport)) AS fwd,
    CASE WHEN fwd THEN s ELSE d END AS a, CASE WHEN fwd THEN srcport ELSE dstport END AS ap,
    CASE WHEN fwd THEN d ELSE s END AS b, CASE WHEN fwd THEN dstport ELSE srcport END AS bp FROM ends
), marked AS (
  SELECT *, CASE WHEN start - max("end") OVER (PARTITION BY protocol, a, ap, b, bp ORDER BY start, arrival
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= ${idle} THEN 0 ELSE 1 END AS is_new FROM keyed
), islands AS (
  SELECT *, sum(is_new) OVER (PARTITION BY protocol, a, ap, b, bp ORDER BY start, arrival) AS island FROM marked
), legs AS (
  SELECT protocol, a, ap, b, bp, island, fwd, eni, dir, count(*) AS flows, sum(packets) AS packets, sum(bytes) AS bytes
  FROM islands GROUP BY ALL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY protocol, a, ap, b, bp, island, fwd ORDER BY coalesce(bytes, 0) DESC, flows DESC,
    CASE dir WHEN 'egress' THEN 0 WHEN '' THEN 1 ELSE 2 END, eni) AS place FROM legs
)`;
