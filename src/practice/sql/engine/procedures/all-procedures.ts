import { sqlError } from '../messages/sql-error.ts';
import { catalogueProcedures } from './catalogue.ts';
import { databaseHelp } from './database-help.ts';
import { forEachDatabase } from './for-each-database.ts';
import { objectHelp } from './object-help.ts';
import { principalProcedures } from './principals.ts';
import type { Procedure } from './procedure.ts';
import { roleHelp } from './role-help.ts';
import { serverFileProcedures } from './server-files.ts';
import { sessionProcedures } from './sessions.ts';

/** The procedures that there are, by lower-case name. */
export const systemProcedures: ReadonlyMap<string, Procedure> = new Map<string, Procedure>([
  ...catalogueProcedures,
  ...databaseHelp,
  ...objectHelp,
  ...roleHelp,
  ...principalProcedures,
  ...serverFileProcedures,
  ...sessionProcedures,
  ['sp_msforeachdb', forEachDatabase],
  ['xp_cmdshell', () => Promise.reject(sqlError(15281, 'xp_cmdshell'))],
]);

/** What SQL Server 2008 to 2014 has and this server does not; any other name is not known at all. */
export const otherProcedures: ReadonlySet<string> = new Set(
  `sp_add_job sp_add_jobschedule sp_add_jobserver sp_add_jobstep sp_addextendedproc sp_addlinkedserver
  sp_addlinkedsrvlogin sp_addlogin sp_addmessage sp_addrole sp_addserver sp_addtype sp_addumpdevice
  sp_adduser sp_attach_db sp_attach_single_file_db sp_bindefault sp_bindrule sp_certify_removable
  sp_changeobjectowner sp_column_privileges sp_columns_100 sp_columns_90 sp_columns_managed sp_procedure_params_100_managed
  sp_procedure_params_managed sp_procedures_rowset sp_table_types_rowset sp_configure sp_create_removable
  sp_createstats sp_cursor sp_cursorclose sp_cursorexecute sp_cursorfetch sp_cursoropen sp_cursoroption
  sp_cursorprepare sp_cursorprepexec sp_cursorunprepare sp_cycle_errorlog sp_datatype_info
  sp_datatype_info_100 sp_datatype_info_90 sp_dbcmptlevel sp_dbfixedrolepermission sp_dboption sp_dbremove
  sp_defaultdb sp_defaultlanguage sp_delete_backuphistory sp_delete_job sp_denylogin sp_depends
  sp_describe_first_result_set sp_describe_undeclared_parameters sp_detach_db sp_dropdevice sp_droplogin
  sp_droprole sp_dropserver sp_dropuser sp_executeexternalscript sp_fulltext_database sp_getapplock
  sp_grantdbaccess sp_grantlogin sp_help_job sp_helpconstraint sp_helpdevice sp_helpextendedproc
  sp_helpfilegroup sp_helpindex sp_helplanguage sp_helplinkedsrvlogin sp_helplogins sp_helpntgroup
  sp_helprotect sp_helpserver sp_helpsort sp_helpstats sp_helptext sp_helptrigger sp_indexes
  sp_indexoption sp_linkedservers sp_lock sp_monitor sp_msforeachtable sp_oacreate sp_oadestroy
  sp_oamethod sp_password sp_prepexecrpc sp_procoption sp_purge_jobhistory sp_readerrorlog sp_recompile
  sp_releaseapplock sp_rename sp_renamedb sp_resetstatus sp_revokedbaccess sp_revokelogin
  sp_send_dbmail sp_server_info sp_serveroption sp_setapprole sp_settriggerorder sp_special_columns
  sp_special_columns_100 sp_special_columns_90 sp_sproc_columns sp_sproc_columns_100 sp_sproc_columns_90
  sp_start_job sp_stop_job sp_table_privileges sp_tablecollations sp_tablecollations_100
  sp_tablecollations_90 sp_tableoption sp_trace_create sp_trace_setstatus sp_unbindefault sp_update_job
  sp_updatestats sp_validatelogins sp_validname sp_xml_preparedocument sp_xml_removedocument 
  xp_delete_file xp_dirtree xp_enumerrorlogs xp_enumgroups xp_getnetname xp_grantlogin
  xp_instance_regdeletekey xp_instance_regenumvalues xp_instance_regread xp_instance_regwrite xp_logevent
  xp_loginconfig xp_logininfo xp_msver xp_readerrorlog xp_regdeletekey xp_regdeletevalue
  xp_regenumvalues xp_regread xp_regwrite xp_revokelogin xp_servicecontrol xp_sprintf xp_sqlmaint
  xp_sscanf xp_subdirs`.split(/\s+/u),
);
