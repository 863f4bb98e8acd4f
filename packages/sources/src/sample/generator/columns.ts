// The columns of generated logs in each version of the format, and their values.
import { fields, transitGatewayFormat } from "@flowlogs/core";
import { attachmentOf, type GeneratedFlow, loggedBy, type LogTraits, WINDOW } from "./flows.ts";
import type { GeneratedHost } from "./network.ts";

/** Versions of VPC flow logs, and 6 of transit gateways. */
export const generatedVersions: readonly number[] = [...new Set(fields.map(({ version }) => version))].toSorted(
  (left, right) => left - right,
);

const [ACCOUNT, REGION, CLUSTER] = ["123456789012", "eu-central-1", "shop"];
const ECS = `arn:aws:ecs:${REGION}:${ACCOUNT}`;
const TRANSIT = "tgw-0aa00000000000001";

type ColumnValue = string | number | undefined;
type ColumnWriter = (flow: GeneratedFlow) => ColumnValue;

/** The names of the columns, as records have them. */
function columnsOf({ version, hasFlags }: LogTraits): readonly string[] {
  const names =
    version === 6
      ? transitGatewayFormat
      : fields.flatMap((field) => (field.version <= version && field.version !== 6 ? [field.name] : []));
  return names.filter((name) => hasFlags || name !== "tcp_flags");
}

/** Writes lines of one log, and its heading. */
export class LogLines {
  readonly heading: string;
  readonly #writers: readonly (ColumnWriter | undefined)[];
  readonly #columns: readonly string[];
  readonly #version: number;

  constructor(traits: LogTraits) {
    this.#version = traits.version;
    this.#columns = columnsOf(traits);
    const writers = traits.version === 6 ? { ...common, ...transit } : { ...common, ...network };
    this.#writers = this.#columns.map((name) => writers[name]);
    this.heading = `${this.#columns.map((name) => name.replaceAll("_", "-")).join(" ")}\n`;
  }

  line(flow: GeneratedFlow): string {
    let line = String(this.#version);
    for (let i = 1; i < this.#writers.length; i++) line += ` ${this.#writers[i]?.(flow) ?? "-"}`;
    return `${line}\n`;
  }

  /** A minute of an interface without traffic, or with records left out. */
  gap(host: GeneratedHost, start: number, status: "NODATA" | "SKIPDATA"): string {
    const values: Readonly<Record<string, ColumnValue>> = {
      version: this.#version,
      account_id: ACCOUNT,
      interface_id: host.interfaceId,
      start,
      end: start + WINDOW - 1,
      log_status: status,
      vpc_id: host.vpcId,
      subnet_id: host.subnetId,
      instance_id: host.instanceId,
      region: REGION,
      az_id: host.zone,
    };
    return `${this.#columns.map((name) => values[name] ?? "-").join(" ")}\n`;
  }
}

const sourceOf = ({ scene, isOut }: GeneratedFlow): GeneratedHost => (isOut ? scene.client : scene.server);
const targetOf = ({ scene, isOut }: GeneratedFlow): GeneratedHost => (isOut ? scene.server : scene.client);
const isEgress = ({ point }: GeneratedFlow): boolean => point.flowDirection === "egress";

/** The other end of a flow, as the interface that logged it sees it; undefined where that is not in the network. */
function neighbourOf(flow: GeneratedFlow): GeneratedHost | undefined {
  const other = isEgress(flow) ? targetOf(flow) : sourceOf(flow);
  return other.interfaceId === undefined || other === flow.point.host ? undefined : other;
}

/** Columns that both kinds of logs have. */
const common: Readonly<Record<string, ColumnWriter>> = {
  account_id: () => ACCOUNT,
  srcaddr: ({ point }) => point.from,
  dstaddr: ({ point }) => point.to,
  srcport: ({ scene, isOut }) => (isOut ? scene.clientPort : scene.serverPort),
  dstport: ({ scene, isOut }) => (isOut ? scene.serverPort : scene.clientPort),
  protocol: ({ scene }) => scene.protocol,
  packets: ({ packets }) => packets,
  bytes: ({ bytes }) => bytes,
  start: ({ start }) => start,
  end: ({ end }) => end,
  log_status: () => "OK",
  tcp_flags: ({ flags }) => flags,
  type: ({ point }) => (point.from.includes(":") ? "IPv6" : "IPv4"),
  region: () => REGION,
  pkt_src_aws_service: (flow) => sourceOf(flow).awsService,
  pkt_dst_aws_service: (flow) => targetOf(flow).awsService,
  flow_direction: ({ point }) => point.flowDirection,
};

/** Of a task on Fargate. */
function ofTask(write: (task: number) => string): ColumnWriter {
  return ({ point }) => (point.host.task === undefined ? undefined : write(point.host.task));
}

const taskId = (task: number): string => (task + 0xa11_0000).toString(16).padStart(32, "3");
const service = (task: number): string => (task % 16 === 5 ? "checkout" : "search");

const network: Readonly<Record<string, ColumnWriter>> = {
  interface_id: ({ point }) => point.host.interfaceId,
  action: ({ action }) => action,
  vpc_id: ({ point }) => point.host.vpcId,
  subnet_id: ({ point }) => point.host.subnetId,
  instance_id: ({ point }) => point.host.instanceId,
  pkt_srcaddr: (flow) => sourceOf(flow).address,
  pkt_dstaddr: (flow) => targetOf(flow).address,
  az_id: ({ point }) => point.host.zone,
  // 1: inside of the VPC, where also the NAT gateway is; 8: the internet gateway.
  traffic_path: (flow) =>
    isEgress(flow) ? (flow.scene.nat === "inside" || neighbourOf(flow) !== undefined ? 1 : 8) : undefined,
  ecs_cluster_arn: ofTask(() => `${ECS}:cluster/${CLUSTER}`),
  ecs_cluster_name: ofTask(() => CLUSTER),
  ecs_container_id: ofTask((task) => `${taskId(task)}-${1_000_000_000 + task}`),
  ecs_service_name: ofTask(service),
  ecs_task_definition_arn: ofTask((task) => `${ECS}:task-definition/${service(task)}:${1 + (task % 7)}`),
  ecs_task_arn: ofTask((task) => `${ECS}:task/${CLUSTER}/${taskId(task)}`),
  ecs_task_id: ofTask(taskId),
  reject_reason: ({ action, scene }) =>
    action === "REJECT" && scene.kind === "scan" && scene.clientPort % 4 === 0 ? "BPA" : undefined,
  resource_id: ({ point }) => point.host.resourceId,
  encryption_status: (flow) => (neighbourOf(flow) === undefined ? 0 : 1),
  instance_tag: ({ point }) => (point.host.instanceId === undefined ? undefined : point.host.role),
  instance_tag_2: ({ point }) => (point.host.instanceId === undefined ? undefined : "production"),
  interface_tag: ({ point }) => point.host.role,
  asg_tag: ({ point: { host } }) => (host.instanceId !== undefined && host.role === "web" ? "web%20fleet" : undefined),
  interface_type: ({ point }) => (point.host.resourceId === undefined ? undefined : "regional_nat_gateway"),
  next_hop_interface_id: (flow) => neighbourOf(flow)?.interfaceId,
  next_hop_subnet_id: (flow) => neighbourOf(flow)?.subnetId,
  next_hop_az_id: (flow) => neighbourOf(flow)?.zone,
  next_hop_vpc_id: (flow) => neighbourOf(flow)?.vpcId,
};

/** An interface of an attachment, as its zone has one. */
function attachmentInterface({ vpcId, zone }: GeneratedHost): string {
  return `eni-0bb${(vpcId ?? "").slice(-12)}${(zone ?? "").slice(-1)}0`;
}

const transit: Readonly<Record<string, ColumnWriter>> = {
  resource_type: () => "TransitGateway",
  tgw_id: () => TRANSIT,
  tgw_attachment_id: ({ point }) => loggedBy(point, 6),
  tgw_src_vpc_account_id: () => ACCOUNT,
  tgw_dst_vpc_account_id: () => ACCOUNT,
  tgw_src_vpc_id: (flow) => sourceOf(flow).vpcId,
  tgw_dst_vpc_id: (flow) => targetOf(flow).vpcId,
  tgw_src_subnet_id: (flow) => sourceOf(flow).subnetId,
  tgw_dst_subnet_id: (flow) => targetOf(flow).subnetId,
  tgw_src_eni: (flow) => attachmentInterface(sourceOf(flow)),
  tgw_dst_eni: (flow) => attachmentInterface(targetOf(flow)),
  tgw_src_az_id: (flow) => sourceOf(flow).zone,
  tgw_dst_az_id: (flow) => targetOf(flow).zone,
  tgw_pair_attachment_id: (flow) => attachmentOf(isEgress(flow) ? sourceOf(flow) : targetOf(flow)),
  packets_lost_no_route: () => 0,
  packets_lost_blackhole: () => 0,
  packets_lost_mtu_exceeded: () => 0,
  packets_lost_ttl_expired: () => 0,
};
