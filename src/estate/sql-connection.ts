import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { parseEndpoint } from './addresses.ts';

/** A named secret; its value never stands in a file. */
const passwordSchema = z
  .strictObject({
    secret: z.string().min(1).describe('Name of the secret in the secret storage or environment.'),
  })
  .describe('Names the secret that holds the password.');

const user = z.string().min(1).describe('User name.');

const loginSchema = z
  .union([
    z.literal('integrated').describe("The operator's own Windows account."),
    z.strictObject({
      sql: z.strictObject({ user, password: passwordSchema }).describe('SQL Server login.'),
    }),
    z.strictObject({
      ntlm: z
        .strictObject({
          domain: z.string().min(1).describe('NetBIOS name of the domain.'),
          user,
          password: passwordSchema,
        })
        .describe('Windows account, with NTLM.'),
    }),
  ])
  .describe('Who logs in: integrated, sql or ntlm.');

const fingerprint = /^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/;

const certificateSchema = z
  .union([
    z
      .enum(['pinned', 'verified', 'any'])
      .describe(
        'pinned: the first one seen is remembered, another one refused; verified: by the authorities that this computer trusts; any: not looked at.',
      ),
    z.strictObject({
      sha256: z
        .string()
        .regex(fingerprint, {
          error: () =>
            l10n.t('A SHA-256 fingerprint is 64 hexadecimal digits, with or without colons.'),
        })
        .describe('The one certificate that is accepted: its SHA-256 fingerprint.'),
    }),
  ])
  .describe('Which certificate the server may show.');

const portSchema = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const found = parseEndpoint(`host:${value}`)?.port;
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: l10n.t('A port is a number from 1 to 65535.') });
    return z.NEVER;
  })
  .describe('TCP port; without it SQL Browser is asked, or 1433 taken for a default instance.');

/** The keys of an entry under `sql:` that say how the instance is connected to. */
export const sqlConnectionFields = {
  port: portSchema.optional(),
  encryption: z
    .enum(['required', 'optional', 'off'])
    .default('required')
    .describe(
      'required: no login without encryption; optional: encrypted where the server can; off: never.',
    ),
  certificate: certificateSchema.default('pinned'),
  tls: z
    .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2'])
    .default('TLSv1.2')
    .describe('Oldest version of TLS that is accepted.'),
  backend: z
    .enum(['mssql', 'powershell'])
    .default('mssql')
    .describe(
      "mssql: this program's own driver; powershell: the SqlClient of this computer's PowerShell, for old TLS and integrated authentication.",
    ),
  authentication: loginSchema.optional(),
};

const sqlConnectionSchema = z.object(sqlConnectionFields);

/** How an instance is connected to, and who logs in. */
export type SqlConnection = z.output<typeof sqlConnectionSchema>;

/**
 * The connection of an instance from its entry as the estate file has it; what is not written has its
 * default. The estate file was checked when it was read; anything else throws a `ZodError`.
 */
export function sqlConnectionOf(settings: Readonly<Record<string, unknown>>): SqlConnection {
  return sqlConnectionSchema.parse(settings);
}
