import type { Evidence } from '../../runbook/execution.ts';

/** How grave a finding is. */
export const severities = ['minor', 'major', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Who signs a report off. */
export const signers = ['author', 'reviewer', 'management'] as const;
export type SignerRole = (typeof signers)[number];

/** What is signed: how the drill or the recovery came out. */
export const decisions = ['passed', 'passed-with-conditions', 'failed'] as const;
export type Decision = (typeof decisions)[number];

/** A file that is kept beside the log, named by the SHA-256 (hex) of its content. */
export interface KeptFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** What people add to a run beside its log: while it goes on, and after it was finished. */
export type NoteEntry =
  | { readonly type: 'note'; readonly text: string; readonly step?: string }
  | {
      readonly type: 'evidence';
      readonly evidence: Evidence;
      readonly step?: string;
      readonly whole?: KeptFile;
    }
  /** Someone took part: `lead`, `participant`, `observer`, or another role. */
  | { readonly type: 'participant'; readonly name: string; readonly role: string }
  | {
      readonly type: 'finding';
      /** `F1`, `F2`, … */
      readonly id: string;
      readonly severity: Severity;
      readonly text: string;
      readonly owner?: string;
      /** Day, `2026-12-01`. */
      readonly due?: string;
      /** Records of the log that show it. */
      readonly records?: readonly number[];
    }
  | { readonly type: 'finding-closed'; readonly id: string; readonly text: string }
  | {
      readonly type: 'sign-off';
      readonly role: SignerRole;
      readonly decision: Decision;
      readonly text: string;
    };

/** One line of a notes file. */
export interface Note {
  readonly run: string;
  /** 0 for the first line. */
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly time: string;
  readonly by: string;
  /** Last record of the log when this was written. */
  readonly log: { readonly seq: number; readonly hash: string };
  readonly entry: NoteEntry;
  /** Hash of the line before; 64 zeros in the first line. */
  readonly prev: string;
  readonly hash: string;
  /** Base64 of the raw Ed25519 key that signed the line, and of its signature. */
  readonly publicKey: string;
  readonly signature: string;
}
