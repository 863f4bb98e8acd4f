// The bytes that matter in JSON.

export const [NEWLINE, QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] = [
  10, 34, 44, 58, 91, 92, 93, 123, 125,
] as const;
