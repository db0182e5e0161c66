/** Element with its end tag, whatever white space the document has been through. */
function elements(name: string): RegExp {
  return new RegExp(`<${name}(?=[\\s>])[^>]*>[\\s\\S]*?</${name}>`, 'gu');
}

interface ClusterKey {
  readonly site: string;
  readonly number: string;
}

/** Escapes what has a meaning in a regular expression. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

/** Key of a cluster by its FQDN; throws a `RangeError` for one that the document does not have. */
function clusterKey(xml: string, fqdn: string): ClusterKey {
  const cluster = [...xml.matchAll(elements('Cluster'))]
    .map(([text]) => text)
    .find(text => new RegExp(`^<Cluster[^>]*\\sFqdn="${literal(fqdn)}"`, 'iu').test(text));
  const [, site, number] =
    /<ClusterId SiteId="([^"]*)" Number="([^"]*)"/u.exec(cluster ?? '') ?? [];
  if (site === undefined || number === undefined) throw new RangeError(fqdn);
  return { site, number };
}

/** `host\instance` as an element of this name. */
function instanceId(xml: string, element: string, place: string): string {
  const [host = '', name = ''] = place.split('\\');
  const { site, number } = clusterKey(xml, host);
  return `<${element} Name="${name}"><ClusterId SiteId="${site}" Number="${number}" /></${element}>`;
}

/** An element without the white space between its parts, for comparing. */
function bare(text: string): string {
  return text.replace(/>\s+</gu, '><').replaceAll('" />', '"/>').toLowerCase();
}

/** What an entry under `SqlInstances` says: itself, and the other half of its mirror. */
function halvesIn(entry: string): { own: string; mirror: string | undefined } {
  const part = (name: string): string | undefined => elements(name).exec(entry)?.[0];
  const own = bare(part('SqlInstanceId') ?? '');
  const mirror = part('MirrorSqlInstanceId');
  return {
    own,
    mirror:
      mirror === undefined
        ? undefined
        : bare(mirror).replaceAll('mirrorsqlinstanceid', 'sqlinstanceid'),
  };
}

export interface StoreChange {
  /** FQDN of the pool. */
  readonly pool: string;
  /** `host\instance` that holds the pool's stores from now on. */
  readonly sql: string;
  /** The other half of the mirror, or none. */
  readonly mirror?: string;
  readonly witness?: string;
}

/**
 * The topology with the stores of a pool on one instance, and that instance mirrored as said or not at
 * all. Stores of the pool on other instances than the two halves stay. Throws a `RangeError` with the
 * name of a cluster that the topology does not have.
 */
export function withStore(xml: string, { pool, sql, mirror, witness }: StoreChange): string {
  const own = instanceId(xml, 'SqlInstanceId', sql);
  const partners = [...xml.matchAll(elements('SqlInstance'))]
    .map(([text]) => halvesIn(text))
    .filter(half => half.own === bare(own) || half.mirror === bare(own));
  const halves = new Set(
    [bare(own), ...partners.flatMap(half => [half.own, half.mirror ?? half.own])].concat(
      mirror === undefined ? [] : [bare(instanceId(xml, 'SqlInstanceId', mirror))],
    ),
  );
  const extra = (place: string): string => {
    if (mirror === undefined) return '';
    const other = place === bare(own) ? mirror : sql;
    const seen = witness === undefined ? '' : instanceId(xml, 'WitnessSqlInstanceId', witness);
    return `${instanceId(xml, 'MirrorSqlInstanceId', other)}${seen}`;
  };
  const { site, number } = clusterKey(xml, pool);
  const ofPool = new RegExp(
    `<ServiceId SiteId="${site}" RoleName="[^"]*" Instance="${number}"`,
    'u',
  );
  return xml
    .replaceAll(elements('SqlInstance'), text => {
      const id = elements('SqlInstanceId').exec(text)?.[0] ?? '';
      if (!halves.has(bare(id))) return text;
      return `<SqlInstance>${id}${extra(bare(id))}</SqlInstance>`;
    })
    .replaceAll(elements('Service'), text => {
      const head = text.slice(0, text.indexOf('<DependsOn'));
      if (!ofPool.test(head)) return text;
      return text.replaceAll(elements('InstalledOn'), on =>
        on.replaceAll(elements('SqlInstanceId'), id => (halves.has(bare(id)) ? own : id)),
      );
    });
}

/**
 * The topology in a form that is the same whichever half of a mirror is called the primary, without
 * white space between elements.
 */
export function comparable(xml: string): string {
  const first = new Map<string, string>();
  for (const [text] of xml.matchAll(elements('SqlInstance'))) {
    const { own, mirror } = halvesIn(text);
    if (mirror !== undefined) first.set(own, own < mirror ? own : mirror);
  }
  return xml
    .replaceAll(elements('InstalledOn'), on =>
      on.replaceAll(elements('SqlInstanceId'), id => first.get(bare(id)) ?? id),
    )
    .replace(/>\s+</gu, '><');
}
