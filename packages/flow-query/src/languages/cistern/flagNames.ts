// The flags of Cistern's first client, by their names.

export const flagNames: readonly string[] = [
  "collection",
  "columns",
  "group",
  "filters",
  "order-by",
  "limit",
  "point-size",
  "descending",
  "start",
  "end",
];
