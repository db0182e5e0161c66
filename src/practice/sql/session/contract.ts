import type { ResultSink } from '../engine/sessions/results.ts';
import type { FaultAction, Faults } from '../faults/fault.ts';
import type { SelfMadeCertificate } from '../wire/certificate.ts';
import type { Login7 } from '../wire/login.ts';
import type { EncryptionPolicy } from '../wire/prelogin.ts';
import type { RpcCall, TransactionRequest } from '../wire/rpc.ts';
import type { ServerMessage } from '../wire/tokens.ts';

/** How an instance speaks TLS and TDS. */
export interface WireSettings {
  readonly encryption: EncryptionPolicy;
  readonly certificate: SelfMadeCertificate;
  /** `TLSv1.2` by default; old servers have only `TLSv1`. */
  readonly minTls: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  readonly maxTls: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** Newest TDS version of this server, as LOGINACK writes it. */
  readonly tdsVersion: number;
  readonly version: readonly [major: number, minor: number, build: number];
}

/** Why a login was refused: the server's messages, in order. */
export class LoginRefused extends Error {
  readonly messages: readonly ServerMessage[];

  constructor(messages: readonly ServerMessage[]) {
    super(messages[0]?.text ?? '');
    this.name = 'LoginRefused';
    this.messages = messages;
  }
}

/** What a running request can do to its connection, for faults and for the service's end. */
export interface ConnectionControl {
  /** Whether more than the login is encrypted. */
  readonly encrypted: boolean;
  /** Applies a fault of the line. */
  apply(action: FaultAction): void;
  /** The session was ended by another one, or by ROLLBACK IMMEDIATE. */
  kill(message: ServerMessage | undefined): void;
}

export interface SqlSession {
  readonly spid: number;
  readonly database: string;
  batch(text: string, sink: ResultSink, signal: AbortSignal): Promise<void>;
  rpc(calls: readonly RpcCall[], sink: ResultSink, signal: AbortSignal): Promise<void>;
  transaction(request: TransactionRequest, sink: ResultSink): void;
  /** A client took the connection from its pool again. */
  reset(): void;
  close(): void;
}

export interface SqlServerInstance {
  /** `host\instance`, or the host alone. */
  readonly name: string;
  readonly instanceName: string;
  readonly wire: WireSettings;
  readonly faults: Faults;
  /** False while the service is stopped or the server is lost: connections are reset. */
  readonly listening: boolean;
  /** Throws `LoginRefused`. */
  login(
    login: Login7,
    control: ConnectionControl,
  ): { session: SqlSession; greeting: ServerMessage[] };
  message(number: number, text: string, severity: number, state: number): ServerMessage;
  /** Takes an error that is a defect of the practice server itself. */
  defect(error: unknown): void;
}
