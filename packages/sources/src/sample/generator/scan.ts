// Scans in generated logs: one outside host tries one port of many hosts, or many ports of one.
import { tcp, type Scene } from "./cases.ts";
import type { GeneratedNetwork } from "./network.ts";
import { attackedPort } from "./ports.ts";
import type { SeededRandom } from "./random.ts";

/** A probe, and how many seconds after the first one it comes. */
export interface Probe {
  readonly after: number;
  readonly scene: Scene;
}

export function makeScan(random: SeededRandom, network: GeneratedNetwork): readonly Probe[] {
  const isHorizontal = random.chance(50);
  const targets = random.shuffle([...network.servers, ...network.workers]);
  const port = attackedPort(random);
  const target = random.pick(targets);
  // What a security group lets through may still have nobody who answers.
  const verdict = random.chance(75) ? "rejected" : "no_reply";
  const scanner = random.pick(network.scanners);
  const aims = isHorizontal
    ? targets.map((server) => ({ server, serverPort: port }))
    : portsToTry(random).map((serverPort) => ({ server: target, serverPort }));
  let after = 0;
  return aims.map((aim) => {
    after += random.integer(0, 1);
    const probe = { ...tcp(random, scanner, aim.server), ...aim, length: 0, lead: 0, wait: 0 };
    const story = `${isHorizontal ? "horizontal" : "vertical"} scan`;
    return { after, scene: { ...probe, kind: "scan", story, verdict } };
  });
}

function portsToTry(random: SeededRandom): readonly number[] {
  const first = random.integer(1, 9000);
  return random.shuffle(Array.from({ length: random.integer(120, 200) }, (_, i) => first + i));
}
