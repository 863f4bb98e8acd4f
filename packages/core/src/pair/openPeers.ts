// How many others each endpoint has open conversations with, where the ports do not say which of the two is the server.
import { tellsByPorts } from "./client.ts";
import { readKey } from "./flowKey.ts";

export class OpenPeers {
  readonly #counts = new Map<string, number>();

  add(key: string): void {
    for (const endpoint of endpointsOf(key)) this.#counts.set(endpoint, (this.#counts.get(endpoint) ?? 0) + 1);
  }

  remove(key: string): void {
    for (const endpoint of endpointsOf(key)) {
      const count = (this.#counts.get(endpoint) ?? 0) - 1;
      if (count > 0) this.#counts.set(endpoint, count);
      else this.#counts.delete(endpoint);
    }
  }

  clear(): void {
    this.#counts.clear();
  }

  of(key: string, isFirst: boolean): number {
    const endpoint = endpointsOf(key)[isFirst ? 0 : 1];
    return endpoint === undefined ? 0 : (this.#counts.get(endpoint) ?? 0);
  }
}

/** The two of them; none where ports tell, or where there are none: then many others are no sign of a server. */
function endpointsOf(key: string): readonly string[] {
  const { hasPorts, protocol, first, firstPort, second, secondPort } = readKey(key);
  if (!hasPorts || tellsByPorts(firstPort, secondPort)) return [];
  return [`${protocol} ${first} ${firstPort}`, `${protocol} ${second} ${secondPort}`];
}
