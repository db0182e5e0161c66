import { guidFrom } from '../chance.ts';
import type { Blueprint } from '../roles/role.ts';
import type { SettingState } from '../state.ts';

function setting(kind: string, identity: string, value: Record<string, unknown>): SettingState {
  return { class: kind, identity, value };
}

function voice(site: string): SettingState[] {
  const rule = (name: string, pattern: string, translation: string): Record<string, string> => ({
    Name: name,
    Pattern: pattern,
    Translation: translation,
  });
  return [
    setting('DialPlan', 'Global', {
      SimpleName: 'DefaultProfile',
      ExternalAccessPrefix: '',
      NormalizationRules: [rule('Keep All', '^(\\d+)$', '$1')],
    }),
    setting('DialPlan', `Site:${site}`, {
      SimpleName: site,
      ExternalAccessPrefix: '0',
      NormalizationRules: [
        rule('National', '^0(\\d{9})$', '+33$1'),
        rule('International', '^00(\\d+)$', '+$1'),
      ],
    }),
    setting('DialPlan', 'Tag:Paris-Headquarters', {
      SimpleName: 'Paris-Headquarters',
      ExternalAccessPrefix: '0',
      NormalizationRules: [rule('Interne', '^(1\\d{2})$', '+33155501$1')],
    }),
    setting('VoicePolicy', 'Global', {
      AllowSimulRing: true,
      AllowCallForwarding: true,
      PstnUsages: ['Local'],
    }),
    setting('VoicePolicy', 'Tag:Executives', {
      AllowSimulRing: true,
      AllowCallForwarding: true,
      PstnUsages: ['Local', 'International'],
    }),
    setting('PstnUsage', 'Global', { Usage: ['Local', 'International', 'Urgences'] }),
    setting('VoiceRoute', 'Urgences', {
      NumberPattern: '^\\+(15|17|18|112)$',
      PstnUsages: ['Urgences'],
      PstnGatewayList: ['PstnGateway:gw01.contoso.com'],
      Priority: 0,
    }),
    setting('VoiceRoute', 'Paris', {
      NumberPattern: '^\\+33',
      PstnUsages: ['Local'],
      PstnGatewayList: ['PstnGateway:gw01.contoso.com'],
      Priority: 1,
    }),
    setting('VoiceConfiguration', 'Global', { VoiceTestConfigurations: ['Paris national'] }),
    setting('TrunkConfiguration', 'Global', {
      SRTPMode: 'Required',
      EnableBypass: false,
      MaxEarlyDialogs: 20,
    }),
  ];
}

function addresses(blueprint: Blueprint): SettingState[] {
  const [main = ''] = blueprint.sipDomains;
  return [
    ...blueprint.sipDomains.map((name, i) =>
      setting('SipDomain', name, { Name: name, IsDefault: i === 0 }),
    ),
    setting('SimpleUrlConfiguration', 'Global', {
      SimpleUrl: [
        `Component=Meet;Domain=${main};ActiveUrl=https://meet.${main}`,
        `Component=Dialin;Domain=*;ActiveUrl=https://dialin.${main}`,
        `Component=Cscp;Domain=*;ActiveUrl=https://lyncadmin.${main}`,
      ],
      UseBackendDatabase: false,
    }),
  ];
}

/** FQDNs of the pools with users, in the order of their conference directories. */
export function homesOf({ servers, pools = [] }: Blueprint): string[] {
  return [
    ...servers.filter(server => server.role === 'standard-edition'),
    ...pools.filter(pool => pool.role === 'front-end'),
  ].map(one => one.fqdn);
}

function pools(blueprint: Blueprint): SettingState[] {
  const homes = homesOf(blueprint);
  const [domain = ''] = blueprint.sipDomains;
  return [
    ...homes.map((fqdn, i) =>
      setting('ConferenceDirectory', String(i + 1), { ServiceId: `UserServer:${fqdn}` }),
    ),
    ...homes.map(fqdn => {
      const label = fqdn.split('.')[0] ?? '';
      return setting('HealthMonitoringConfiguration', fqdn, {
        TargetFqdn: fqdn,
        FirstTestUserSipUri: `sip:ada.${label}01@${domain}`,
        SecondTestUserSipUri: `sip:benoit.${label}02@${domain}`,
      });
    }),
    ...(blueprint.pools ?? [])
      .filter(pool => pool.role === 'director')
      .map(({ fqdn }) =>
        setting('HealthMonitoringConfiguration', fqdn, {
          TargetFqdn: fqdn,
          FirstTestUserSipUri: `sip:ada.${homes[0]?.split('.')[0] ?? ''}01@${domain}`,
          SecondTestUserSipUri: `sip:benoit.${homes[0]?.split('.')[0] ?? ''}02@${domain}`,
        }),
      ),
  ];
}

/** Every policy and setting of the new estate, as the Central Management store keeps it. */
export function settingsOf(blueprint: Blueprint): SettingState[] {
  const site = blueprint.sites[0]?.name ?? '';
  return [
    ...voice(site),
    ...addresses(blueprint),
    ...pools(blueprint),
    setting('ClientPolicy', 'Global', { DisplayPhoto: 'AllPhotos', EnableIMAutoArchiving: true }),
    setting('LocationPolicy', 'Global', { EnhancedEmergencyServicesEnabled: true }),
    setting('ArchivingConfiguration', 'Global', {
      EnableArchiving: 'None',
      KeepArchivingDataForDays: 14,
    }),
    setting('RegistrarConfiguration', 'Global', {
      MaxEndpointsPerUser: 8,
      UseCertificateForClientToProxyAuth: true,
    }),
    setting('UserReplicatorConfiguration', 'Global', { ReplicationCycleInterval: '00:01:00' }),
    setting('ExternalAccessPolicy', 'Tag:Zugriff außerhalb', {
      Id: guidFrom('external-access'),
      EnableFederationAccess: false,
    }),
  ];
}

/** Call Park settings: they live in the store, and no export carries them. */
export function unexportedSettings(): SettingState[] {
  return [
    setting('CpsConfiguration', 'Global', {
      OnTimeoutURI: '',
      MaxCallPickupAttempts: 1,
      EnableMusicOnHold: true,
      CallPickupTimeoutThreshold: '00:01:30',
    }),
  ];
}
