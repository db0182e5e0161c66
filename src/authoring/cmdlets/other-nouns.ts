/**
 * Nouns of management cmdlets that exist in the product and are outside the catalogue, because no
 * recovery needs them. They keep a correct script from being taken for a misspelled one.
 */
export const otherNouns: ReadonlySet<string> = new Set(
  `SlaDelegates DeviceUpdateRule DeviceUpdateFile DeviceUpdateLog AddressBookReplication
  InterPoolReplication IntraPoolReplication StorageServiceFailures HostingProvider MeetingRoom
  PublicProvider AccessEdgeConfiguration AdContact AdditionalInternalDomain AddressBookConfiguration
  AddressBookNormalizationConfiguration AddressBookNormalizationRule AdminRoleAssignment AdPrincipal
  AllowedDomain ApplicationEndpoint AudioConferencingProvider AudioTestServiceApplication
  AutodiscoverConfiguration AVEdgeConfiguration BandwidthPolicyServiceConfiguration BlockedDomain
  ClientAccessLicense ClientPin ClientPinInfo ClientVersionConfiguration ClientVersionPolicy
  ClientVersionPolicyRule ClsAgentStatus ClsLogging ClsMonitor ClsRegion ClsScenario ClsSearchTerm
  ClsSecurityGroup ConferenceDisclaimer ConferencingConfiguration ConferencingPolicy
  ConversationHistoryConfiguration DeviceUpdateConfiguration DiagnosticConfiguration
  DiagnosticHeaderConfiguration DialInConferencingDtmfConfiguration
  DialInConferencingLanguageList EffectivePolicy EnhancedEmergencyServiceDisclaimer
  ExternalAccessPolicy FileTransferFilterConfiguration FIPSConfiguration GroupPickupUserOrbit
  HostedVoicemailPolicy ImConfiguration ImFilterConfiguration ImTranslationConfiguration
  LisCivicAddress LisPort LisServiceProvider LisSwitch McxConfiguration MediaConfiguration
  MeetingConfiguration MobilityPolicy NetworkBandwidthPolicyProfile NetworkConfiguration
  NetworkInterRegionRoute NetworkInterSitePolicy NetworkRegion NetworkRegionLink NetworkSite
  NetworkSubnet OAuthConfiguration OAuthServer OutboundCallingNumberTranslationRule
  OutboundTranslationRule PersistentChatEndpoint PersistentChatPolicy PresencePolicy
  PresenceProvider PrivacyConfiguration ProxyConfiguration PushNotificationConfiguration
  ReportingConfiguration RoutingConfiguration ServerPatchVersion SipResponseCodeTranslationRule
  SlaConfiguration StaticRoutingConfiguration StaticRoute TelemetryConfiguration TestDevice
  TestUserCredential ThirdPartyVideoSystem ThirdPartyVideoSystemPolicy Trunk UCPhoneConfiguration
  UICulture UserAcp UserLocationStatus UserServicesConfiguration UserServicesPolicy UserSession
  UserSettingsPageConfiguration VoicemailReroutingConfiguration VoiceNormalizationRule
  VoiceRoutingPolicy VoiceTestConfiguration WebServiceConfiguration WebTrustedCACertificate
  XmppAllowedPartner XmppGatewayConfiguration ArchivingServer ConferenceServer MediationServer
  MonitoringServer WebServer Director ApplicationServer PstnGateway RgsAgent RgsAnswer
  RgsBusinessHoursDay RgsCallAction RgsHoliday RgsPrompt RgsQuestion RgsTimeRange RgsAnswerTree
  RgsDistributionGroup ExtendedTest InterTrunkRouting LocationPolicy OUPermission AVConference
  MCXPushNotification MCXConference MobilityService PhoneContact LisCacheEntry
  SimpleUrl SimpleUrlEntry ImLogicalPolicy VoiceUser VoiceTestSuite VoiceNormalization
  ClientAuth AudioConferencingProviderConfiguration PstnToPstn CallParkServiceMusicOnHoldFile
  LegacyConfiguration LegacyTopology LegacyConferenceDirectory
  AnalogDevice CommonAreaPhone ExUmContact UnassignedNumber DialPlan SetupPermission`
    .split(/\s+/)
    .map(noun => noun.toLowerCase()),
);

/** Cmdlets of the product whose noun is in the catalogue, and that no recovery needs; in lower case. */
export const otherCmdlets: ReadonlySet<string> = new Set(['install-csadserverschema']);
