import * as l10n from '@vscode/l10n';

type Summaries = Readonly<Record<string, string>>;

/** Cmdlets that save data, and put it back. */
function ofData(): Summaries {
  return {
    'Export-CsConfiguration': l10n.t(
      'Saves topology, policies and settings of the Central Management store to a file. Silent when it worked: look at the file.',
    ),
    'Import-CsConfiguration': l10n.t(
      'Puts an exported configuration into the Central Management store, or with -LocalStore into the store of this computer. Enable-CsTopology follows.',
    ),
    'Export-CsLisConfiguration': l10n.t(
      'Saves the location database of emergency calls to a file.',
    ),
    'Import-CsLisConfiguration': l10n.t(
      'Puts back the location database. Nobody sees it before Publish-CsLisConfiguration.',
    ),
    'Publish-CsLisConfiguration': l10n.t(
      'Publishes the location database, so that clients see it.',
    ),
    'Export-CsUserData': l10n.t(
      'Saves contacts, rights, conferences and conference directories of the users of a pool to a file.',
    ),
    'Import-CsUserData': l10n.t(
      'Writes exported user data into the store of a pool; what is there is overwritten. Services are stopped before it and started after it, on all Front Ends at the same time.',
    ),
    'Update-CsUserData': l10n.t(
      'Merges exported user data into the data of users that are signed in, without an outage.',
    ),
    'Convert-CsUserData': l10n.t(
      'Converts exported user data between formats of product versions.',
    ),
    'Export-CsRgsConfiguration': l10n.t(
      'Saves the response groups of a pool to a file, which must not exist yet.',
    ),
    'Import-CsRgsConfiguration': l10n.t(
      'Puts back response groups. On a rebuilt pool it needs -OverwriteOwner: the contact objects are in Active Directory already.',
    ),
    'Export-CsPersistentChatData': l10n.t(
      'Saves the rooms and messages of Persistent Chat to a file.',
    ),
    'Import-CsPersistentChatData': l10n.t('Puts back what Export-CsPersistentChatData saved.'),
    'Export-CsArchivingData': l10n.t(
      'Writes archived messages out as files; they cannot be put back into the database.',
    ),
  };
}

/** Databases, the Central Management store and the topology. */
function ofStores(): Summaries {
  return {
    'Install-CsDatabase': l10n.t(
      'Creates or updates databases. Existing ones are left alone unless -Clean is given, which deletes and recreates them.',
    ),
    'Uninstall-CsDatabase': l10n.t('Removes databases.'),
    'Test-CsDatabase': l10n.t('Looks whether the databases are there and can be reached.'),
    'Install-CsMirrorDatabase': l10n.t('Sets up the mirror of databases on another SQL Server.'),
    'Uninstall-CsMirrorDatabase': l10n.t('Removes mirroring; it is told the current principal.'),
    'Get-CsDatabaseMirrorState': l10n.t('Tells the state of mirroring of each database of a pool.'),
    'Invoke-CsDatabaseFailover': l10n.t('Makes the mirror, or the primary, the principal.'),
    'Set-CsConfigurationStoreLocation': l10n.t(
      'Writes into Active Directory where the Central Management store is.',
    ),
    'Get-CsConfigurationStoreLocation': l10n.t(
      'Tells where Active Directory says that the Central Management store is.',
    ),
    'Publish-CsTopology': l10n.t('Writes a topology into the Central Management store.'),
    'Enable-CsTopology': l10n.t(
      'Activates the published topology: services in Active Directory, permissions of file stores.',
    ),
    'Get-CsTopology': l10n.t('Tells the topology; with -AsXml as a document.'),
    'Test-CsTopology': l10n.t('Verifies that services of the topology are activated.'),
    'Enable-CsReplica': l10n.t('Installs the local replica of the Central Management store.'),
    'Enable-CsComputer': l10n.t('Activates the roles that are installed on this computer.'),
    'Get-CsService': l10n.t('Lists services of the topology; a switch chooses the role.'),
    'Get-CsPool': l10n.t('Lists pools of the topology.'),
    'Get-CsComputer': l10n.t('Lists computers of the topology; -Pool names a pool.'),
  };
}

/** Services, pools and users. */
function ofServices(): Summaries {
  return {
    'Start-CsWindowsService': l10n.t('Starts the Lync services of a computer.'),
    'Stop-CsWindowsService': l10n.t('Stops the Lync services of a computer.'),
    'Get-CsWindowsService': l10n.t('Tells the state of the Lync services of a computer.'),
    'Get-CsManagementStoreReplicationStatus': l10n.t(
      'Tells which replicas are up to date, or which computer holds the active master.',
    ),
    'Invoke-CsManagementStoreReplication': l10n.t('Has the replicas brought up to date now.'),
    'Move-CsManagementServer': l10n.t(
      'Makes this pool the one that manages; if it fails there may be no Central Management store until it is run again.',
    ),
    'Invoke-CsManagementServerFailover': l10n.t(
      'Fails the Central Management store over to the paired pool.',
    ),
    'Invoke-CsPoolFailOver': l10n.t(
      'Fails a pool over to its pair; with -DisasterMode when it is lost.',
    ),
    'Invoke-CsPoolFailBack': l10n.t('Brings a pool back from its pair.'),
    'Get-CsPoolBackupRelationship': l10n.t('Tells which pool is paired with this one.'),
    'Get-CsBackupServiceStatus': l10n.t('Tells how far the backup service of a paired pool is.'),
    'Invoke-CsBackupServiceSync': l10n.t('Has a paired pool synchronised now.'),
    'Remove-CsUserStoreBackupData': l10n.t(
      'Removes what the pair kept of the pool; after pairing anew.',
    ),
    'Get-CsPoolFabricState': l10n.t(
      'Tells whether every routing group has a primary and secondaries.',
    ),
    'Reset-CsPoolRegistrarState': l10n.t(
      'Resets the state of a pool that lost its quorum or a member.',
    ),
    'Request-CsCertificate': l10n.t('Asks a certification authority for a certificate.'),
    'Import-CsCertificate': l10n.t('Puts a certificate into the store of the computer.'),
    'Set-CsCertificate': l10n.t('Assigns a certificate to its uses.'),
    'Get-CsCertificate': l10n.t('Tells which certificate is assigned to which use.'),
    'Move-CsUser': l10n.t('Moves users to another pool; -Force leaves their data behind.'),
    'Move-CsConferenceDirectory': l10n.t(
      'Moves a conference directory, so that meeting IDs go on working.',
    ),
    'Set-CsEdgeServer': l10n.t('Changes an Edge pool, for example its next hop with -Registrar.'),
    'Set-CsPersistentChatState': l10n.t('Marks a Persistent Chat pool as failed over or normal.'),
    'Update-CsAddressBook': l10n.t('Makes the address book again from Active Directory.'),
    'Update-CsAdminRole': l10n.t('Refreshes the administrative roles; after a store was reused.'),
    'Invoke-CsUcsRollback': l10n.t(
      'Brings contacts of a user back from the unified contact store.',
    ),
    'Set-CsKerberosAccountPassword': l10n.t(
      'Copies the password of the web account to a rebuilt computer.',
    ),
  };
}

/** What a cmdlet does: one sentence or two, or nothing where the catalogue has only its syntax. */
export function cmdletSummary(name: string): readonly string[] {
  const found = { ...ofData(), ...ofStores(), ...ofServices() }[name];
  return found === undefined ? [] : [found];
}
