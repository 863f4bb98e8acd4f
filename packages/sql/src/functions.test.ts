// The functions and macros, where DuckDB itself and our functions take turns. Against Python: test/oracle/sql-addresses.test.ts.
import { expect, test } from "vitest";
import { answerOf, withRecords } from "./database.fake.ts";

test.each([
  ["cidr('10.1.2.3', '10.0.0.0/8')", true],
  ["cidr('10.1.2.3', '10.1.2.3')", true],
  ["cidr('10.1.2.3', '10.1.2.0-10.1.2.2')", false],
  ["cidr('::ffff:10.1.2.3', '10.0.0.0/8')", true],
  ["cidr('0:0:0:0:0:FFFF:a01:203', '10.0.0.0/8')", true],
  ["cidr('FD00::1', 'fd00::/7')", true],
  ["cidr('fd00::1', '10.0.0.0/8')", false],
  ["cidr('10.0.0.1', '::/0')", false],
  ["cidr('10.0.0.01', '10.0.0.0/8')", false],
  ["cidr('', '0.0.0.0/0')", false],
  ["cidr(NULL, '10.0.0.0/8')", null],
  ["cidr('10.0.0.1', NULL)", null],
  ["ip_in('10.0.0.1', ['fd00::/8', '10.0.0.0/30'])", true],
  ["ip_in('10.0.0.4', ['fd00::/8', '10.0.0.0/30', NULL])", false],
  ["ip_in('10.0.0.4', [])", false],
  ["ip_in(NULL, ['::/0'])", null],
  ["is_private_ip('192.168.255.255')", true],
  ["is_private_ip('fd00::1')", false],
  ["port_name(443)", "https"],
  ["port_name(-1)", null],
  ["protocol_name(17)", "udp"],
  ["protocol_name(256)", null],
  ["protocol_name(NULL)", null],
])("%s", async (call, value) => {
  const row = await withRecords("", async (database) => await answerOf(database, `SELECT ${call} AS value`));
  expect(JSON.parse(row)).toEqual({ value });
});

test.each(["cidr('10.0.0.1', '10.0.0.0/33')", "ip_in('10.0.0.1', ['10.0.0.0/33'])", "cidr('x', '10.0.0.0/33')"])(
  "%s: an error says which network",
  async (call) => {
    const answer = withRecords("", async (database) => await answerOf(database, `SELECT ${call} AS value`));
    await expect(answer).rejects.toThrow('"10.0.0.0/33" is not an address or a network');
  },
);
