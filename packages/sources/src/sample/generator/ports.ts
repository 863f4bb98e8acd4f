// The ports of generated conversations: what systems give to clients, and where services listen.
import type { SeededRandom } from "./random.ts";

/** From Linux, from Windows and macOS, and from an address translator that many clients are behind. */
export function clientPort(random: SeededRandom): number {
  return random.pickWeighted([
    [70, () => random.integer(32_768, 60_999)],
    [22, () => random.integer(49_152, 65_535)],
    [8, () => random.integer(1024, 65_535)],
  ])();
}

/** Where services listen, by how often they are used: well known and named ports, unnamed ones, and high ones. */
const servicePorts: readonly (readonly [weight: number, ports: readonly number[]])[] = [
  [46, [443]],
  [9, [80, 22, 25, 389, 636, 993]],
  [14, [5432, 3306, 6379, 27_017, 8080, 3389]],
  [22, [8443, 9092, 9200, 9300, 3000, 5000, 8000, 9090, 2181, 10_250, 30_080, 31_443]],
  [4, [47_808, 50_051, 54_321, 32_400]],
];

export function serverPort(random: SeededRandom): number {
  return random.pick(random.pickWeighted(servicePorts));
}

/** As systems give them to programs that ask for any. */
export function dynamicPort(random: SeededRandom): number {
  return random.chance(60) ? random.integer(49_152, 65_535) : random.integer(32_768, 60_999);
}

/** NFS asks from a port that only root can have. */
export function reservedPort(random: SeededRandom): number {
  return random.integer(665, 1023);
}

const attackedPorts = [22, 23, 80, 443, 445, 3389, 5432, 8080];

export function attackedPort(random: SeededRandom): number {
  return random.pick(attackedPorts);
}
