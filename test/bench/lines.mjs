// Synthetic flow log lines in the default format: skewed addresses and ports, 1 % NODATA, one day. The same lines for the
// same count on every machine, so that figures taken at different times speak of the same work.

export const HEADER =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n";

const PORTS = [443, 80, 22, 53, 123, 3306, 5432, 6379, 8080, 25, 3389, 23, 445, 9200];
const FIRST_SECOND = 1_700_000_000;

/** Yields each line, newline included. The order in which random numbers are drawn is part of the data. */
export function* flowLines(count) {
  const random = xorshift(12345);
  const skewed = (limit) => Math.floor(limit ** random()) - 1;
  const inside = Array.from({ length: 200 }, (_, n) => `10.${n % 4}.${(n * 37) % 256}.${((n * 91) % 250) + 4}`);
  const outside = Array.from({ length: 50_000 }, () => outsideAddress(random));
  for (let index = 0; index < count; index++) {
    const host = skewed(200);
    const peer = random() < 0.3 ? inside[skewed(200)] : outside[skewed(50_000)];
    const port = random() < 0.85 ? PORTS[skewed(14)] : Math.floor(random() * 65536);
    const ephemeral = 32768 + Math.floor(random() * 28000);
    const start = FIRST_SECOND + Math.floor((index * 86400) / count) + Math.floor(random() * 60);
    const end = start + Math.floor(random() * 60);
    const protocol = protocolOf(random());
    const packets = Math.floor(10000 ** (random() * random()));
    const bytes = packets * (40 + Math.floor(random() * 1400));
    const action = random() < 0.07 ? "REJECT" : "ACCEPT";
    const ports = protocol === 1 ? [0, 0] : [ephemeral, port];
    const row = `2 123456789010 ${interfaceOf(host)}`;
    const tail = `${protocol} ${packets} ${bytes} ${start} ${end} ${action} OK\n`;
    if (random() < 0.01) yield `${row} - - - - - - - ${start} ${end} - NODATA\n`;
    else if (random() < 0.5) yield `${row} ${inside[host]} ${peer} ${ports[0]} ${ports[1]} ${tail}`;
    else yield `${row} ${peer} ${inside[host]} ${ports[1]} ${ports[0]} ${tail}`;
  }
}

/** A million prefixes in no order: 10.0.0.0/8, where half of the sources are, and /24 and /32 all over the others. */
export function* prefixLines() {
  const random = xorshift(54321);
  yield "10.0.0.0/8\n";
  for (let index = 1; index < 1_000_000; index++) {
    const address = outsideAddress(random);
    yield index % 2 === 0 ? `${address.replace(/\d+$/, "0")}/24\n` : `${address}/32\n`;
  }
}

/** The same prefixes, each with one of a thousand owners: the same prefix has the same one. */
export function* labelLines() {
  for (const line of prefixLines()) {
    const prefix = line.trimEnd();
    const sum = prefix.split(/[./]/).reduce((total, part) => total * 31 + Number(part), 0);
    yield `${prefix},team-${sum % 1000}\n`;
  }
}

function xorshift(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

function outsideAddress(random) {
  const octet = () => Math.floor(random() * 256);
  return `${Math.floor(random() * 200) + 11}.${octet()}.${octet()}.${octet()}`;
}

function interfaceOf(host) {
  return `eni-0${(0x1235b8ca123456 + host * 7919).toString(16).padStart(16, "0")}`;
}

function protocolOf(draw) {
  if (draw < 0.8) return 6;
  return draw < 0.97 ? 17 : 1;
}
