/** A release of SQL Server, and what follows from it. */
export interface Product {
  readonly version: readonly [major: number, minor: number, build: number];
  /** `11.0.7001.0` */
  readonly versionText: string;
  /** `2012` */
  readonly yearName: string;
  readonly level: string;
  /** Version number of its database files. */
  readonly databaseVersion: number;
  readonly compatibility: number;
  /** As LOGINACK writes it. */
  readonly tdsVersion: number;
  readonly edition: string;
  readonly express: boolean;
}

interface Release {
  readonly year: string;
  readonly databaseVersion: number;
  readonly tdsVersion: number;
  readonly level: string;
  readonly compatibility: number;
}

const releases: Readonly<Record<string, Release>> = {
  '10.0': {
    year: '2008',
    databaseVersion: 655,
    tdsVersion: 0x730a0003,
    level: 'SP4',
    compatibility: 100,
  },
  '10.50': {
    year: '2008 R2',
    databaseVersion: 661,
    tdsVersion: 0x730b0003,
    level: 'SP3',
    compatibility: 100,
  },
  '11.0': {
    year: '2012',
    databaseVersion: 706,
    tdsVersion: 0x74000004,
    level: 'SP4',
    compatibility: 110,
  },
  '12.0': {
    year: '2014',
    databaseVersion: 782,
    tdsVersion: 0x74000004,
    level: 'SP3',
    compatibility: 120,
  },
};

const byYear: Readonly<Record<string, string>> = {
  '2008': '10.0.6000.29',
  '2008 R2': '10.50.6000.34',
  '2008R2': '10.50.6000.34',
  '2012': '11.0.7001.0',
  '2014': '12.0.6024.0',
};

function editionText(edition: string): string {
  const plain = edition.trim().replace(/\s*edition\b.*$/iu, '');
  const name = plain === '' ? 'Standard' : plain;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} Edition (64-bit)`;
}

/**
 * The release for a version as an estate file writes it (`2012`, `2008 R2`, `11.0.7001.0`); undefined
 * for one that is not played here.
 */
export function productOf(version = '2012', edition = 'Standard'): Product | undefined {
  const text = byYear[version.trim().replace(/^SQL Server\s+/iu, '')] ?? version.trim();
  const [major, minor, build = 0] = text.split('.').map(Number);
  const release = releases[`${major ?? ''}.${minor ?? 0}`];
  if (release === undefined || major === undefined || minor === undefined) return undefined;
  return {
    version: [major, minor, build],
    versionText: text,
    yearName: release.year,
    level: release.level,
    databaseVersion: release.databaseVersion,
    compatibility: release.compatibility,
    tdsVersion: release.tdsVersion,
    edition: editionText(edition),
    express: /express/iu.test(edition),
  };
}
