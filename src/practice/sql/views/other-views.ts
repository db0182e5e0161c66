/** Catalogue views and DMVs that SQL Server 2008 to 2014 has and this server does not. */
const names = new Set(
  `all_columns all_parameters all_sql_modules all_views allocation_units assemblies asymmetric_keys
  backup_devices_history change_tracking_databases check_constraints column_type_usages computed_columns
  conversation_endpoints credentials crypt_properties data_spaces database_audit_specifications
  database_permissions default_constraints dm_db_file_space_usage dm_db_index_physical_stats dm_db_index_usage_stats
  dm_db_partition_stats dm_db_persisted_sku_features dm_db_task_space_usage dm_exec_cached_plans
  dm_exec_query_memory_grants dm_exec_query_plan dm_exec_query_stats dm_hadr_availability_replica_states
  dm_io_pending_io_requests dm_io_virtual_file_stats dm_os_buffer_descriptors dm_os_host_info
  dm_os_memory_clerks dm_os_performance_counters dm_os_process_memory dm_os_schedulers dm_os_sys_memory
  dm_os_tasks dm_os_wait_stats dm_os_waiting_tasks dm_os_windows_info dm_tran_active_transactions
  dm_tran_database_transactions dm_tran_session_transactions endpoints event_notifications events
  extended_properties filegroups foreign_key_columns fulltext_catalogs
  fulltext_indexes internal_tables key_encryptions linked_logins login_token messages
  parameters partition_functions partition_schemes plan_guides remote_logins
  resource_governor_configuration securable_classes server_audits server_permissions server_triggers
  servers service_broker_endpoints sql_expression_dependencies sql_modules stats stats_columns
  symmetric_keys synonyms sysaltfiles syscolumns sysconfigures syscomments syscurconfigs sysdepends
  sysdevices sysfilegroups sysforeignkeys sysfulltextcatalogs sysindexes sysindexkeys syslanguages
  syslockinfo syslogins sysmembers sysmessages sysoledbusers sysperfinfo syspermissions sysprotects
  sysreferences sysremotelogins sysservers system_columns system_objects system_views systypes sysxlogins
  table_types tcp_endpoints time_zone_info trace_events traces trigger_events triggers_events
  type_assembly_usages user_token xml_indexes`.split(/\s+/u),
);

const information = new Set(
  `check_constraints column_privileges constraint_column_usage constraint_table_usage domains
  key_column_usage parameters referential_constraints routine_columns routines table_constraints
  table_privileges view_column_usage view_table_usage views`.split(/\s+/u),
);

/** Whether a name is one of SQL Server's own that is not played here, not an unknown one. */
export function isOtherView(schema: string, name: string): boolean {
  const lower = name.toLowerCase();
  if (schema.toLowerCase() === 'information_schema') return information.has(lower);
  if (schema.toLowerCase() === 'sys') return names.has(lower);
  return (
    (schema === '' || schema.toLowerCase() === 'dbo') && lower.startsWith('sys') && names.has(lower)
  );
}
