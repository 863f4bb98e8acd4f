// Logs for the tests of what writes them: an hour of flows, as AWS has them in files.

/** Lines of log, with a heading, whose records end within an hour of 2023. */
export function hourOfLog(count: number): string {
  const header =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n";
  const line = (i: number): string => {
    const end = 1_700_000_040 + Math.floor((i * 3600) / count);
    return `2 123456789012 eni-${i % 7} 10.0.${i % 200}.${i % 7} 10.1.0.1 ${i % 60_000} 443 6 3 ${i % 1500} ${end - 9} ${end} ACCEPT OK\n`;
  };
  return header + Array.from({ length: count }, (_, i) => line(i)).join("");
}
