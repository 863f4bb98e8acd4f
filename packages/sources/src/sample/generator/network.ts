// The network of generated logs: instances in two VPCs, some of them tasks of ECS, a NAT gateway, and who is outside.
import type { SeededRandom } from "./random.ts";

/** Who has an address. What is outside of the network has no interface. */
export interface GeneratedHost {
  readonly address: string;
  readonly interfaceId?: string;
  /** A regional NAT gateway has this and no interface. */
  readonly resourceId?: string;
  readonly instanceId?: string;
  readonly subnetId?: string;
  readonly zone?: string;
  readonly vpcId?: string;
  /** The service of AWS that has the address. */
  readonly awsService?: string;
  /** What it is for, as its tags say. */
  readonly role?: string;
  /** It is a task of ECS, with this number. */
  readonly task?: number;
}

export interface GeneratedNetwork {
  readonly servers: readonly GeneratedHost[];
  readonly workers: readonly GeneratedHost[];
  /** Servers and clients with IPv6. */
  readonly sixServers: readonly GeneratedHost[];
  readonly sixClients: readonly GeneratedHost[];
  /** Of another VPC, for transit gateways. */
  readonly remote: readonly GeneratedHost[];
  readonly resolver: GeneratedHost;
  readonly natGateway: GeneratedHost;
  readonly visitors: readonly GeneratedHost[];
  /** Servers outside, and services of AWS. */
  readonly internet: readonly GeneratedHost[];
  readonly scanners: readonly GeneratedHost[];
}

const [VPC, REMOTE_VPC] = ["vpc-0aa00000000000001", "vpc-0aa00000000000002"];
const roles = ["web", "api", "database", "cache", "batch%20jobs"];

/** The services of AWS that are used, with addresses of their ranges. */
const awsServices: readonly (readonly [prefix: string, service: string])[] = [
  ["52.219.170.", "S3"],
  ["52.94.6.", "DYNAMODB"],
  ["54.239.99.", "AMAZON"],
  ["3.120.180.", "EC2"],
  ["99.86.240.", "CLOUDFRONT"],
];

function instance(number: number, address: string, vpcId = VPC): GeneratedHost {
  const digits = String(number).padStart(14, "0");
  const place = number % 3;
  return {
    address,
    interfaceId: `eni-0aa${digits}`,
    subnetId: `subnet-0aa0000000000000${place + (vpcId === VPC ? 1 : 4)}`,
    zone: `euc1-az${place + 1}`,
    vpcId,
    role: roles[number % roles.length] ?? "web",
    // A task on Fargate has no instance of the account's.
    ...(number % 8 === 5 ? { task: number } : { instanceId: `i-0aa${digits}` }),
  };
}

function instances(first: number, count: number, addressOf: (i: number) => string, vpcId = VPC): GeneratedHost[] {
  return Array.from({ length: count }, (_, i) => instance(first + i, addressOf(i), vpcId));
}

/** From version 9 on NAT gateways can be regional. */
function natGateway(version: number): GeneratedHost {
  if (version >= 9) return { address: "198.19.0.220", resourceId: "nat-0aa00000000000001", vpcId: VPC };
  const place = { subnetId: "subnet-0aa00000000000009", zone: "euc1-az1", vpcId: VPC };
  return { address: "10.0.0.220", interfaceId: "eni-0aa00000000000fff", ...place };
}

export function makeNetwork(random: SeededRandom, version: number): GeneratedNetwork {
  const visitor = (): GeneratedHost => ({ address: `203.0.${random.integer(1, 254)}.${random.integer(1, 254)}` });
  const internet = (): GeneratedHost => {
    const last = random.integer(1, 254);
    if (random.chance(50)) return { address: `198.18.${random.integer(0, 255)}.${last}` };
    const [prefix, awsService] = random.pick(awsServices);
    return { address: `${prefix}${last}`, awsService };
  };
  return {
    servers: instances(0, 20, (i) => `10.0.${1 + (i % 3)}.${10 + i}`),
    workers: instances(20, 28, (i) => `10.0.${1 + (i % 3)}.${40 + i}`),
    sixServers: instances(60, 6, (i) => `2001:db8:10::${(16 + i).toString(16)}`),
    sixClients: instances(70, 6, (i) => `2001:db8:10::${(64 + i).toString(16)}`),
    remote: instances(80, 16, (i) => `10.1.1.${10 + i}`, REMOTE_VPC),
    resolver: instance(58, "10.0.1.5"),
    natGateway: natGateway(version),
    visitors: Array.from({ length: 400 }, visitor),
    internet: Array.from({ length: 80 }, internet),
    scanners: Array.from({ length: 6 }, (_, i) => ({ address: `198.51.100.${66 + i}` })),
  };
}
