// The columns of flow-pair, by their place in the list that the host gives: that of flowFields in packages/core/src/pair/flowFields.ts.

export const PAIR_SRCADDR: u32 = 0;
export const PAIR_DSTADDR: u32 = 1;
export const PAIR_SRCPORT: u32 = 2;
export const PAIR_DSTPORT: u32 = 3;
export const PAIR_PROTOCOL: u32 = 4;
export const PAIR_START: u32 = 5;
export const PAIR_END: u32 = 6;
export const PAIR_PACKETS: u32 = 7;
export const PAIR_BYTES: u32 = 8;
export const PAIR_ACTION: u32 = 9;
export const PAIR_TCP_FLAGS: u32 = 10;
/** The first of three: interface_id, resource_id, tgw_attachment_id. */
export const PAIR_INTERFACES: u32 = 11;
export const PAIR_FLOW_DIRECTION: u32 = 14;
export const PAIR_PKT_SRCADDR: u32 = 15;
export const PAIR_PKT_DSTADDR: u32 = 16;
export const PAIR_LOG_STATUS: u32 = 17;
