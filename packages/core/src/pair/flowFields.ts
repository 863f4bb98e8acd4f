// The fields of a record that say which conversation it belongs to, and what it adds to it.

/** The fields that identify a conversation. */
export const keyFields = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol", "start"] as const;
/** Those whose sums and ends are written. */
export const amountFields = ["end", "packets", "bytes", "action"] as const;
/** Those that tell more where they are there: an interface by the first of three names. */
export const interfaceFields = ["interface_id", "resource_id", "tgw_attachment_id"] as const;
export const otherFields = [
  "tcp_flags",
  ...interfaceFields,
  "flow_direction",
  "pkt_srcaddr",
  "pkt_dstaddr",
  "log_status",
] as const;
/** In the order of the kernel's columns (PAIR_SRCADDR and so on). */
export const flowFields: readonly string[] = [...keyFields, ...amountFields, ...otherFields];
